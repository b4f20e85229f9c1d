import { type FileHandle, open, rename, rm, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { formatSize } from '../../config/index.js';
import { isSystemError } from '../../errors.js';
import { markAsUsed } from '../../files.js';
import type { Environment } from '../../host.js';
import type { Reaper } from '../../process/index.js';
import type { QemuProcess } from '../../qemu/index.js';
import type { Hello } from '../channel.js';
import { NO_VMGENID } from './obstacle.js';
import type { StatePlace } from './place.js';
import { NotRestored, restoreState } from './restore.js';
import { blockedReason, type LineRecorder, NotSaved, recordLines, saveState } from './save.js';
import { DamagedState, readTail, type StateTail, writeTail } from './state-file.js';
import { BLOCK, boundStates, stateAside } from './store.js';

/** What a VM does with a state's file. */
export interface StateSession {
  readonly kind: 'save' | 'load';
  /** Descriptor of the open file, which is the VM's memory. */
  readonly memory: number;
  /** What the console had printed before. */
  readonly console: Buffer;
  /** Called as soon as QEMU runs. Throws NotRestored. */
  attend(qemu: QemuProcess): Promise<void>;
  /** Called when the guest has said hello. */
  greeted?(hello: Hello, qemu: QemuProcess): Promise<void>;
}

/** A saved state, open. */
export interface OpenState extends StateTail {
  readonly file: FileHandle;
}

/** Opens a saved state; undefined where there is none. Throws NotRestored for one that is damaged. */
export async function openState(path: string): Promise<OpenState | undefined> {
  let file: FileHandle;
  try {
    file = await open(path);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    if (isSystemError(error, 'EACCES', 'EPERM', 'ELOOP')) throw new NotRestored(error.message, true);
    throw error;
  }
  try {
    await markAsUsed(path);
    return { file, ...(await readTail(file)) };
  } catch (error) {
    await file.close();
    throw error instanceof DamagedState ? new NotRestored(error.message, true) : error;
  }
}

/** Has a VM start from a state. */
export function loading(state: OpenState, signal: AbortSignal): StateSession {
  return {
    ...{ kind: 'load', memory: state.file.fd, console: state.console },
    attend: (qemu) => restoreState(qemu, state, signal),
  };
}

/** A state that is being saved. */
export interface Saving extends StateSession {
  /** The VM has ended; resolves with its state, why there is none, or nothing where it did not get that far. */
  end(): Promise<{ readonly state: OpenState; readonly bytes: number } | { readonly reason: string } | undefined>;
  /** Resolves when a state is in its place, or with why it could not be kept. */
  close(): Promise<string | undefined>;
}

/** Makes ready to save a VM's state, through `socket`, a path. Throws NotSaved where there is no room for it. */
export async function openSaving(
  { path, about }: StatePlace,
  { reaper, environment, socket }: SavingOptions,
): Promise<Saving> {
  reaper.removes(socket);
  const aside = await stateAside(path, reaper);
  await requireRoom(dirname(path), about.memory);
  const file = await open(aside, 'wx+', 0o600);
  await file.truncate(about.memory);
  let recorder: LineRecorder | undefined;
  let outcome: StateTail | { readonly reason: string } | undefined;
  let greeting: Promise<void> | undefined;
  let publishing: Promise<string | undefined> | undefined;
  const save = async ({ abilities }: Hello, qemu: QemuProcess): Promise<StateTail> => {
    if (recorder === undefined) throw new Error('A VM has spoken before it was listened to.');
    if (!abilities.includes('vmgenid')) throw new NotSaved(NO_VMGENID);
    const state = { about, ...(await saveState(qemu, recorder, socket)) };
    await writeTail(file, state);
    return state;
  };
  const publish = async () => {
    // After a power failure a file must not have holes where it had memory.
    await file.datasync();
    await rename(aside, path);
    await boundStates(environment);
  };
  return {
    ...{ kind: 'save', memory: file.fd, console: Buffer.alloc(0) },
    async attend(qemu) {
      recorder = recordLines(qemu);
      // A VM that cannot be saved need not boot for it.
      const reason = await blockedReason(qemu.monitor).catch(() => undefined); // it has gone: its end is seen
      if (reason === undefined) return;
      outcome = { reason };
      qemu.stop();
    },
    greeted(hello, qemu) {
      greeting = orReason(save(hello, qemu)).then((saved) => {
        outcome = saved;
        qemu.stop();
      });
      return greeting;
    },
    async end() {
      await greeting;
      if (outcome === undefined || 'reason' in outcome) return outcome;
      publishing = orReason(publish()).then((failed) => failed?.reason);
      return { state: { file, ...outcome }, bytes: BLOCK * (await file.stat()).blocks };
    },
    async close() {
      await greeting;
      const lost = await publishing;
      await file.close();
      await rm(aside, { force: true });
      return lost;
    },
  };
}

interface SavingOptions {
  readonly reaper: Reaper;
  readonly environment: Environment;
  readonly socket: string;
}

/** `work`'s result, or why the machine or QEMU did not let it be done. */
async function orReason<T>(work: Promise<T>): Promise<T | { readonly reason: string }> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof NotSaved || isSystemError(error, 'ENOSPC', 'EDQUOT', 'EIO', 'EFBIG'))
      return { reason: error.message };
    throw error;
  }
}

/** Of a full disk QEMU would learn by SIGBUS only. */
async function requireRoom(dir: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(dir);
  if (bavail * bsize < bytes) throw new NotSaved(`${dir} has no room for ${formatSize(bytes)}`);
}
