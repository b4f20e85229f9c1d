import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { formatSize } from '../../config/index.js';
import type { Host } from '../../host.js';
import { writeBundleFile } from '../bundle.js';
import type { RunOptions } from '../launch.js';
import { runtimePath } from '../running.js';
import { machineFor, type Place, startVm, type Vm } from '../start-vm.js';
import type { WarmStart } from '../types.js';
import type { VmEnd } from '../vm.js';
import { heldBack, withoutConsole } from './events.js';
import { notWarm } from './obstacle.js';
import { placeOf, type StatePlace } from './place.js';
import { NotRestored } from './restore.js';
import { NotSaved } from './save.js';
import { loading, type OpenState, openSaving, openState } from './session.js';

/** A VM with what it takes to start it. */
interface Start {
  readonly vm: Vm;
  readonly place: Place;
  readonly options: RunOptions;
  readonly host: Host;
  readonly state: StatePlace;
}

/** Restores a VM from its saved state, which is made first where there is none; boots it where that cannot be. */
export async function bootWarm(vm: Vm, place: Place, options: RunOptions, host: Host): Promise<VmEnd> {
  const start = { vm, place, options, host, state: await placeOf(machineFor(vm, place, options, 'save'), vm, options) };
  const damage = await tryStored(start);
  if ('end' in damage) return damage.end;
  try {
    return await saveAndRestore(start, damage.reason);
  } catch (error) {
    if (error instanceof NotSaved) return booted(start, `its state cannot be saved: ${error.message}`);
    if (error instanceof NotRestored) return booted(start, await discarded(start, error));
    throw error;
  }
}

/** Starts the VM from the state that is there, if there is one that loads; says why not. */
async function tryStored(start: Start): Promise<{ readonly end: VmEnd } | { readonly reason?: string }> {
  try {
    const stored = await openState(start.state.path);
    if (stored === undefined) return {};
    try {
      return { end: await restored(start, stored) };
    } finally {
      await stored.file.close();
    }
  } catch (error) {
    if (!(error instanceof NotRestored)) throw error;
    const reason = await discarded(start, error);
    if (!error.damaged) return { end: await booted(start, reason) };
    start.host.emit({ type: 'note', level: 'info', text: notWarm(reason) });
    return { reason };
  }
}

/**
 * The VM whose state is saved is another one, which ends with that: whatever a user types at a console, and all that a run does,
 * must not get into the file that has its memory. Throws NotSaved, NotRestored.
 */
async function saveAndRestore(start: Start, damage?: string): Promise<VmEnd> {
  const { vm, place, options, host, state } = start;
  const socket = runtimePath(options.environment, { number: place.number, pid: process.pid }, 'state');
  const saving = await openSaving(state, { reaper: vm.work.reaper, environment: options.environment, socket });
  try {
    const first = { ...options, interactive: false, dump: options.dump && !options.interactive };
    const watched = heldBack(host);
    const end = await startVm(vm, place, first, watched.host, saving);
    const saved = await saving.end();
    watched.end(saved === undefined);
    if (end.qemu.signal === 'SIGBUS') throw new NotSaved('the disk has become full');
    if (saved === undefined || end.outcome === 'interrupted') return end;
    if ('reason' in saved) throw new NotSaved(saved.reason);
    const text = `Saved its state (${formatSize(saved.bytes)}): with --warm, VMs like this are restored from it from now on.`;
    host.emit({ type: 'note', level: 'info', text });
    // What it has printed comes again, with its state.
    await rm(join(vm.bundle, 'kernel.log'), { force: true });
    const warm = { saved: saved.bytes, ...(damage === undefined ? {} : { reason: damage }) };
    return await restored({ ...start, host: withoutConsole(host, saved.state.console.length) }, saved.state, warm);
  } finally {
    const lost = await saving.close();
    if (lost !== undefined)
      host.emit({ type: 'note', level: 'warn', text: `The saved state could not be kept: ${lost}` });
  }
}

async function restored(start: Start, state: OpenState, more: Partial<WarmStart> = {}): Promise<VmEnd> {
  const { vm, place, options, host } = start;
  const began = performance.now();
  let seconds = 0;
  const session = loading(state, host.signal);
  const end = await startVm(vm, place, options, host, {
    ...session,
    async attend(qemu) {
      await session.attend(qemu);
      seconds = Math.round(performance.now() - began) / 1000;
    },
  });
  return { ...end, warm: { restored: true, seconds, ...more } };
}

async function booted({ vm, place, options, host }: Start, reason: string): Promise<VmEnd> {
  host.emit({ type: 'note', level: 'info', text: notWarm(reason) });
  return { ...(await startVm(vm, place, options, host)), warm: { restored: false, reason } };
}

/** One that does not load is of no use to anybody, and one whose guest does not answer would not answer the next time either. */
async function discarded({ state, vm }: Start, { message, said }: NotRestored): Promise<string> {
  if (said.length > 0) await writeBundleFile(vm.bundle, NOT_RESTORED, said);
  await rm(state.path, { force: true, recursive: true });
  const words = said.length > 0 ? `; what it had said is in ${NOT_RESTORED} of the run` : '';
  return `the saved state is of no use and was removed: ${message}${words}`;
}

/** A kernel may have died of being restored, which is a bug of its own: what it said is kept. */
const NOT_RESTORED = 'not-restored.log';
