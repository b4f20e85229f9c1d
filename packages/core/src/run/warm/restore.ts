import type { Duplex } from 'node:stream';
import { DESCRIPTORS, type QemuProcess, QmpError } from '../../qemu/index.js';
import { EVENTS, IGNORE_SHARED, type SavedState } from './save.js';

/** A VM could not be restored, and may be booted instead. */
export class NotRestored extends Error {
  /** The state is of no use to anybody. */
  readonly damaged: boolean;
  /** What its guest had said when it ran: its console and its control line. */
  readonly said: Buffer;

  constructor(message: string, damaged: boolean, said = Buffer.alloc(0)) {
    super(message);
    this.damaged = damaged;
    this.said = said;
  }
}

/** How long it may take until the guest is loaded and its kernel has answered. Milliseconds. */
const PATIENCE = 20_000;
/** drivers/char/random.c, add_vmfork_randomness */
const RESEEDED = 'crng reseeded due to virtual machine fork';

/**
 * Loads a state, lets the VM run on, and waits until its kernel has said that its random numbers are its own. What the guest had
 * sent before it was saved, and what it has now, is then to be read from its lines again. Throws NotRestored; returns early when
 * `signal` is aborted, or QEMU has not even started.
 */
export async function restoreState(qemu: QemuProcess, state: SavedState, signal: AbortSignal): Promise<void> {
  const control = readAhead(qemu.control);
  const console = qemu.console && readAhead(qemu.console);
  // Nothing comes there before the payload; but an end is not seen where nobody reads.
  for (const silent of [qemu.output, qemu.data]) silent.resume();
  const isStarted = await qemu.monitor.execute('query-status').then(
    () => true,
    () => false,
  );
  if (!isStarted) return;
  const dead = death(qemu);
  await within(PATIENCE, 'its state was not loaded in time', Promise.race([load(qemu, state.devices), dead]), signal);
  const reseeded = qemu.monitor.execute('cont').then(() => control.hears(RESEEDED));
  try {
    await within(PATIENCE, NOT_RESEEDED, Promise.race([reseeded, dead]), signal);
  } catch (error) {
    if (!(error instanceof NotRestored)) throw error;
    const said = Buffer.concat([console?.read() ?? Buffer.alloc(0), control.read()]);
    throw new NotRestored(error.message, error.damaged, said);
  }
  control.putBack(state.control);
  console?.putBack(state.console);
}

const NOT_RESEEDED = 'its kernel did not make its random numbers its own';

async function load({ monitor, state }: QemuProcess, devices: Buffer): Promise<void> {
  state.end(devices);
  await Promise.all([
    monitor.until('MIGRATION', ({ status }) => status === 'completed'),
    monitor.execute('migrate-set-capabilities', { capabilities: [EVENTS, IGNORE_SHARED] }),
    // Nobody is to hear of the address that it has now.
    monitor.execute('migrate-set-parameters', { 'announce-rounds': 0 }),
    monitor.execute('migrate-incoming', { uri: `fd:${DESCRIPTORS.state}` }),
  ]);
}

/** QEMU ends when it cannot load a state, and prints why; or because the guest, which ran on, died of it. */
async function death({ ended }: QemuProcess): Promise<never> {
  const { messages, reason } = await ended;
  if (reason?.startsWith('guest-')) throw new NotRestored(`its guest died as it ran on (${reason})`, false);
  const [last = ''] = messages.trim().split('\n').slice(-1);
  throw new NotRestored(last.replace(/^[\w-]+: /, '') || 'QEMU ended', true);
}

interface Ahead {
  hears(words: string): Promise<void>;
  /** What has been read. */
  read(): Buffer;
  putBack(before: Buffer): void;
}

/** Reads a line before its reader does. */
function readAhead(line: Duplex): Ahead {
  let read = Buffer.alloc(0);
  let onRead = () => {};
  const keep = (data: Buffer) => {
    read = Buffer.concat([read, data]);
    onRead();
  };
  line.on('data', keep);
  return {
    hears: (words) =>
      new Promise((resolve) => {
        onRead = () => {
          if (read.includes(words)) resolve();
        };
        onRead();
      }),
    read: () => read,
    putBack(before) {
      line.off('data', keep);
      line.pause();
      line.unshift(Buffer.concat([before, read]));
    },
  };
}

/** Waits for `event`, but not for ever; ends early when `signal` is aborted. */
async function within(limit: number, late: string, event: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const aborted = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true, signal: over.signal });
    if (signal.aborted) resolve();
  });
  const timer = setTimeout(() => over.abort(new NotRestored(late, false)), limit);
  const isLate = new Promise<never>((_, reject) => {
    over.signal.addEventListener('abort', () => reject(over.signal.reason), { once: true });
  });
  isLate.catch(() => {});
  event.catch(() => {});
  try {
    await Promise.race([event, aborted, isLate]);
  } catch (error) {
    throw error instanceof QmpError ? new NotRestored(error.message, true) : error;
  } finally {
    clearTimeout(timer);
    over.abort();
  }
}
