import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';

/** What the guest says on the control line, one message a line (docs/guest-protocol.md). */
export type GuestMessage =
  | { readonly type: 'hello'; readonly version: number; readonly release: string }
  | { readonly type: 'state'; readonly state: string }
  | { readonly type: 'step'; readonly index: number; readonly status?: number }
  | { readonly type: 'ready' }
  | { readonly type: 'exit'; readonly status: number }
  | { readonly type: 'failed'; readonly reason: string }
  | { readonly type: 'beat' }
  | { readonly type: 'off' };

export interface GuestChannel {
  /** The terminal has another size; the guest is told as soon as it is set up. */
  resize(rows: number, columns: number): void;
}

export const PROTOCOL_VERSION = 1;

/** Speaks with the guest: answers its hello with `payload`, piece by piece as it asks, and hands on what it says. */
export function openChannel(
  control: Duplex,
  payload: Buffer,
  onMessage: (message: GuestMessage) => void,
): GuestChannel {
  let sent = 0;
  let listens = false;
  let size: string | undefined;
  const sendSize = () => {
    if (listens && size !== undefined) control.write(size);
  };
  const lines = createInterface({ input: control, crlfDelay: Number.POSITIVE_INFINITY });
  lines.on('error', () => {}); // the VM has ended: its owner knows
  lines.on('line', (line) => {
    const [word, ...rest] = line.split(' ');
    if (word === 'more') {
      const piece = payload.subarray(sent, sent + Number(rest[0]));
      sent += piece.length;
      control.write(piece);
      return;
    }
    const message = parseMessage(line);
    if (message?.type === 'hello' && message.version === PROTOCOL_VERSION) control.write(`payload ${payload.length}\n`);
    if (message?.type === 'state' && message.state === 'autorun' && !listens) {
      listens = true;
      sendSize();
    }
    if (message) onMessage(message);
  });
  return {
    resize(rows, columns) {
      size = `size ${rows} ${columns}\n`;
      sendSize();
    },
  };
}

/** One line of the guest's as a message; undefined for what is none, as the noise of a line that is being opened. */
export function parseMessage(line: string): GuestMessage | undefined {
  const [word, ...rest] = line.split(' ');
  switch (word) {
    case 'hello':
      return { type: 'hello', version: Number(rest[0]), release: rest[1] ?? '' };
    case 'state':
      return { type: 'state', state: rest[0] ?? '' };
    case 'step':
      return { type: 'step', index: Number(rest[0]), ...(rest[1] === 'end' ? { status: Number(rest[2]) } : {}) };
    case 'exit':
      return { type: 'exit', status: Number(rest[0]) };
    case 'failed':
      return { type: 'failed', reason: rest.join(' ') };
    case 'ready':
    case 'beat':
    case 'off':
      return { type: word };
    default:
      return undefined;
  }
}
