import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { type QemuProcess, type Qmp, QmpError } from '../../qemu/index.js';
import type { GuestLines, StateTail } from './state-file.js';

type Qemu = Pick<QemuProcess, 'monitor' | 'control' | 'console'>;

/** Why a state was not saved, in QEMU's words or the system's. */
export class NotSaved extends Error {}

/** Keeps what a guest says. */
export interface LineRecorder {
  /** Resolves when it has had nothing to say for a moment: the log of its boot is sent. */
  quiet(): Promise<void>;
  /** All that it has sent; the VM must have been stopped. */
  lines(): Promise<GuestLines>;
  close(): void;
}

export function recordLines({ control, console }: Pick<Qemu, 'control' | 'console'>): LineRecorder {
  const ends = [recordLine(control), ...(console ? [recordLine(console)] : [])];
  const [fromControl, fromConsole] = ends;
  const count = () => ends.reduce((sum, { pieces }) => sum + pieces.length, 0);
  return {
    quiet: () => quiet(count),
    async lines() {
      await drained(count);
      return { control: joined(fromControl), console: joined(fromConsole) };
    },
    close() {
      for (const { close } of ends) close();
    },
  };
}

interface RecordedLine {
  readonly pieces: Buffer[];
  close(): void;
}

function recordLine(line: Duplex): RecordedLine {
  const pieces: Buffer[] = [];
  const keep = (data: Buffer) => pieces.push(data);
  line.on('data', keep);
  return { pieces, close: () => line.off('data', keep) };
}

function joined(line?: RecordedLine): Buffer {
  return Buffer.concat(line?.pieces ?? []);
}

async function quiet(count: () => number): Promise<void> {
  const end = performance.now() + LONGEST_LOG;
  for (let before = -1; count() !== before && performance.now() < end; ) {
    before = count();
    await setTimeout(PAUSE);
  }
}

/** Milliseconds. */
const PAUSE = 200;
const LONGEST_LOG = 10_000;

/** What QEMU has written before it answered us is in our sockets' buffers: turns the event loop until nothing comes any more. */
async function drained(count: () => number): Promise<void> {
  for (let before = -1, still = 0; still < 2; ) {
    still = count() === before ? still + 1 : 0;
    before = count();
    await new Promise(setImmediate);
  }
}

/** Why QEMU cannot save this VM, if it knows so already (`blocked-reasons` of its QAPI). */
export async function blockedReason(monitor: Qmp): Promise<string | undefined> {
  const { 'blocked-reasons': reasons = [] } = (await monitor.execute('query-migrate')) as {
    'blocked-reasons'?: string[];
  };
  return reasons[0];
}

/** Stops a VM and saves all of its state but its memory. `socket` is a path for QEMU to write to. Throws NotSaved. */
export async function saveState({ monitor }: Qemu, recorder: LineRecorder, socket: string): Promise<SavedState> {
  try {
    // Else each VM that is restored would have to send the rest of it.
    await recorder.quiet();
    await monitor.execute('stop');
    const lines = await recorder.lines();
    if (!lines.control.includes(RANDOM)) throw new NotSaved(NOT_RANDOM);
    return { ...lines, devices: await migrate(monitor, socket) };
  } catch (error) {
    if (error instanceof QmpError) throw new NotSaved(error.message.replace(/^QEMU: /, ''));
    throw error;
  }
}

/** drivers/char/random.c, _credit_init_bits: without it a kernel does not seed its random numbers anew when it is restored. */
const RANDOM = 'crng init done';
const NOT_RANDOM = 'its kernel has not gathered enough randomness by then';

export type SavedState = Omit<StateTail, 'about'>;

/** Memory that is a file of others, too, need not go through the stream. */
export const IGNORE_SHARED = { capability: 'x-ignore-shared', state: true } as const;
/** So that we are told when it is over. */
export const EVENTS = { capability: 'events', state: true } as const;

/** QEMU of our day writes to a socket with a name, or through a shell; a descriptor that it has inherited it can only read. */
async function migrate(monitor: Qmp, socket: string): Promise<Buffer> {
  const server = createServer().listen(socket);
  const written = once(server, 'connection').then(async ([connection]) =>
    Buffer.concat(await (connection as Socket).toArray()),
  );
  written.catch(() => {}); // the command below fails
  try {
    await once(server, 'listening');
    const over = monitor.until('MIGRATION', ({ status }) => status === 'completed' || status === 'failed');
    over.catch(() => {}); // QEMU has gone, as the commands tell, too
    await monitor.execute('migrate-set-capabilities', { capabilities: [EVENTS, IGNORE_SHARED] });
    await monitor.execute('migrate', { uri: `unix:${socket}` });
    if ((await over)['status'] === 'completed') return await written;
    const { 'error-desc': why } = (await monitor.execute('query-migrate')) as { 'error-desc'?: string };
    throw new NotSaved(why ?? 'QEMU could not send it');
  } finally {
    server.close();
  }
}
