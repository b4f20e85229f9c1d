import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';

/** QEMU's reason for a shutdown (`ShutdownCause` of its QAPI), as `guest-reset` or `host-signal`. */
export type ShutdownReason = string;

/** A QMP session (docs/interop/qmp-spec of QEMU): only what is needed to watch a VM and to end it. */
export interface Qmp {
  /** Resolves when QEMU has greeted, which it does when it has all that it was told to use. */
  readonly greeted: Promise<void>;
  /** Sends a command; resolves with what it returns, rejects with a QmpError. */
  execute(command: string, args?: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Resolves with the data of the first event of this name that `accepts` them; rejects with a QmpError when QEMU has gone. */
  until(event: string, accepts: (data: EventData) => boolean): Promise<EventData>;
}

export type EventData = Readonly<Record<string, unknown>>;

/** QEMU refuses a command, or has ended; the message says which, in QEMU's words. */
export class QmpError extends Error {}

interface Message {
  readonly QMP?: unknown;
  readonly id?: number;
  readonly return?: unknown;
  readonly error?: { readonly class: string; readonly desc: string };
  readonly event?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Begins a session on `stream`; `onEvent` gets QEMU's asynchronous events from then on. */
export function openQmp(stream: Duplex, onEvent: (event: string, data: EventData) => void): Qmp {
  const waiting = new Map<number, Waiting<unknown>>();
  const expecting = new Set<Waiting<EventData> & { readonly event: string; accepts(data: EventData): boolean }>();
  let last = 0;
  let onGreeting = () => {};
  const greeted = new Promise<void>((resolve) => {
    onGreeting = resolve;
  });
  let isClosed = false;
  const execute: Qmp['execute'] = (command, args) =>
    new Promise((resolve, reject) => {
      if (isClosed) throw new QmpError(GONE);
      const id = ++last;
      waiting.set(id, { resolve, reject });
      stream.write(`${JSON.stringify({ execute: command, id, ...(args ? { arguments: args } : {}) })}\n`);
    });
  const until: Qmp['until'] = (event, accepts) =>
    new Promise((resolve, reject) => {
      if (isClosed) throw new QmpError(GONE);
      expecting.add({ event, accepts, resolve, reject });
    });
  const onMessageEvent = (event: string, data: EventData) => {
    onEvent(event, data);
    for (const expected of expecting) {
      if (expected.event !== event || !expected.accepts(data)) continue;
      expecting.delete(expected);
      expected.resolve(data);
    }
  };
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  lines.on('error', () => {}); // QEMU has ended: the stream's 'close' follows
  lines.on('line', (line) => {
    const message = JSON.parse(line) as Message;
    if (message.QMP !== undefined) onGreeting();
    if (message.event !== undefined) onMessageEvent(message.event, message.data ?? {});
    const request = message.id === undefined ? undefined : waiting.get(message.id);
    if (message.id === undefined || !request) return;
    waiting.delete(message.id);
    if (message.error) request.reject(new QmpError(`QEMU: ${message.error.desc}`));
    else request.resolve(message.return);
  });
  const onGone = () => {
    isClosed = true;
    for (const { reject } of [...waiting.values(), ...expecting]) reject(new QmpError(GONE));
    waiting.clear();
    expecting.clear();
  };
  lines.on('close', onGone);
  // A reader of lines does not end with an error, as of a QEMU that ends without having read all commands (ECONNRESET).
  stream.on('close', onGone);
  // Until capabilities have been negotiated no other command is taken, but they may be sent behind it.
  execute('qmp_capabilities').catch(() => {});
  return { greeted, execute, until };
}

const GONE = 'QEMU has gone.';

interface Waiting<T> {
  resolve(value: T): void;
  reject(error: Error): void;
}
