import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';

/** QEMU's reason for a shutdown (`ShutdownCause` of its QAPI), as `guest-reset` or `host-signal`. */
export type ShutdownReason = string;

/** A QMP session (docs/interop/qmp-spec of QEMU): only what is needed to watch a VM and to end it. */
export interface Qmp {
  /** Sends a command; resolves with what it returns, rejects with QEMU's own error, or when QEMU has gone. */
  execute(command: string, args?: Readonly<Record<string, unknown>>): Promise<unknown>;
}

interface Message {
  readonly QMP?: unknown;
  readonly id?: number;
  readonly return?: unknown;
  readonly error?: { readonly class: string; readonly desc: string };
  readonly event?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Begins a session on `stream`; `onEvent` gets QEMU's asynchronous events from then on. */
export function openQmp(
  stream: Duplex,
  onEvent: (event: string, data: Readonly<Record<string, unknown>>) => void,
): Qmp {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let last = 0;
  const execute: Qmp['execute'] = (command, args) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      waiting.set(id, { resolve, reject });
      stream.write(`${JSON.stringify({ execute: command, id, ...(args ? { arguments: args } : {}) })}\n`);
    });
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  lines.on('error', () => {}); // QEMU has ended: 'close' follows
  lines.on('line', (line) => {
    const message = JSON.parse(line) as Message;
    if (message.event !== undefined) onEvent(message.event, message.data ?? {});
    const request = message.id === undefined ? undefined : waiting.get(message.id);
    if (message.id === undefined || !request) return;
    waiting.delete(message.id);
    if (message.error) request.reject(new Error(`QEMU: ${message.error.desc}`));
    else request.resolve(message.return);
  });
  lines.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('QEMU has gone.'));
    waiting.clear();
  });
  // Until capabilities have been negotiated no other command is taken, but they may be sent behind it.
  execute('qmp_capabilities').catch(() => {});
  return { execute };
}
