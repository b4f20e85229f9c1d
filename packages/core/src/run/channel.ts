import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';
import { isKmsgLine } from '../kernel-log/index.js';
import { SuiteLines } from './suite-lines.js';

/** What the guest says on the control line, one message a line (docs/guest-protocol.md). */
export type GuestMessage =
  | Hello
  | { readonly type: 'state'; readonly state: string }
  | { readonly type: 'step'; readonly index: number; readonly status?: number }
  | { readonly type: 'ready' }
  | { readonly type: 'exit'; readonly status: number }
  | { readonly type: 'failed'; readonly reason: string }
  /** An interface is up, with these addresses. */
  | { readonly type: 'network'; readonly nic: string; readonly addresses: readonly string[] }
  /** A file of `--get` that is not there. */
  | { readonly type: 'missing'; readonly path: string }
  /** /proc/sys/kernel/tainted, at the end. */
  | { readonly type: 'taint'; readonly flags: number }
  | { readonly type: 'beat' }
  /** It has something to do before it is ended: `end` asks for it. */
  | { readonly type: 'at-end' }
  /** Something that was to be done at its end went wrong. */
  | { readonly type: 'warning'; readonly text: string }
  /** A line for the suite has been handed on. */
  | { readonly type: 'took' }
  | { readonly type: 'off' };

export interface Hello {
  readonly type: 'hello';
  readonly version: number;
  readonly release: string;
  /** What its kernel can do, as `vmgenid`. */
  readonly abilities: readonly string[];
}

export interface GuestChannel {
  /** The terminal has another size; the guest is told as soon as it is set up. */
  resize(rows: number, columns: number): void;
  /** Asks the guest's agent for something; false where it does not listen yet. */
  ask(...words: readonly (string | number)[]): boolean;
  /** Sends lines for the suite, of less than 1000 bytes; resolves when the guest has taken all of them, or ended. */
  tellSuite(lines: readonly string[]): Promise<void>;
}

export interface ChannelListener {
  message(message: GuestMessage): void;
  /** A line of /dev/kmsg. */
  kernelLine(line: string): void;
}

export const PROTOCOL_VERSION = 5;
/** States of a guest that is set up. */
const SET_UP: ReadonlySet<string> = new Set(['waiting', 'autorun']);

/**
 * Speaks with the guest: answers its hello with what `payload` then returns, piece by piece as it asks, or not at all; and hands
 * on what it says.
 */
export function openChannel(
  control: Duplex,
  payload: (hello: Hello) => Promise<Buffer | undefined>,
  listener: ChannelListener,
): GuestChannel {
  let rest: Buffer = Buffer.alloc(0);
  let listens = false;
  let isSetUp = false;
  let size: string | undefined;
  const suite = new SuiteLines((line) => control.write(line));
  const sendSize = () => {
    if (isSetUp && size !== undefined) control.write(size);
  };
  const onHello = async (hello: Hello) => {
    const answer = hello.version === PROTOCOL_VERSION ? await payload(hello) : undefined;
    if (answer === undefined) return;
    rest = answer;
    control.write(`payload ${answer.length}\n`);
  };
  const onMessage = (message: GuestMessage) => {
    if (message.type === 'state') listens = true;
    if (message.type === 'state' && SET_UP.has(message.state) && !isSetUp) {
      isSetUp = true;
      sendSize();
    }
    if (message.type === 'took') suite.took();
    listener.message(message);
    if (message.type === 'hello') onHello(message);
  };
  const lines = createInterface({ input: control, crlfDelay: Number.POSITIVE_INFINITY });
  lines.on('error', () => {}); // the VM has ended: its owner knows
  lines.once('close', () => suite.close());
  lines.on('line', (line) => {
    if (isKmsgLine(line)) {
      listener.kernelLine(line);
    } else if (line.startsWith('more ')) {
      const size = Number(line.slice(5));
      control.write(rest.subarray(0, size));
      rest = rest.subarray(size);
    } else {
      const message = parseMessage(line);
      if (message) onMessage(message);
    }
  });
  return {
    resize(rows, columns) {
      size = `size ${rows} ${columns}\n`;
      sendSize();
    },
    ask(...words) {
      if (listens) control.write(`${words.join(' ')}\n`);
      return listens;
    },
    tellSuite: (lines) => suite.tell(lines),
  };
}

/** One line of the guest's as a message; undefined for what is none, as the noise of a line that is being opened. */
export function parseMessage(line: string): GuestMessage | undefined {
  const [word, ...rest] = line.split(' ');
  switch (word) {
    case 'hello':
      return { type: 'hello', version: Number(rest[0]), release: rest[1] ?? '', abilities: rest.slice(2) };
    case 'state':
      return { type: 'state', state: rest[0] ?? '' };
    case 'step':
      return { type: 'step', index: Number(rest[0]), ...(rest[1] === 'end' ? { status: Number(rest[2]) } : {}) };
    case 'exit':
      return { type: 'exit', status: Number(rest[0]) };
    case 'failed':
      return { type: 'failed', reason: rest.join(' ') };
    case 'network':
      return networkMessage(rest.filter(Boolean));
    case 'missing':
      return { type: 'missing', path: rest.join(' ') };
    case 'taint':
      return { type: 'taint', flags: Number(rest[0]) };
    case 'at_end':
      return { type: 'at-end' };
    case 'warning':
      return { type: 'warning', text: shown(rest.join(' ')) };
    case 'ready':
    case 'took':
    case 'beat':
    case 'off':
      return { type: word };
    default:
      return undefined;
  }
}

/** Text of the guest's that gives the user's terminal no orders. */
function shown(text: string): string {
  return text
    .replace(/\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[0-~])/g, '')
    .replace(/[\x00-\x1f\x7f-\x9f]+/g, ' ')
    .trim();
}

/** Shown on the user's terminal, so nothing but what it should be. */
function networkMessage([nic = '', ...addresses]: readonly string[]): GuestMessage | undefined {
  const valid = /^[\w.-]+$/.test(nic) && addresses.every((address) => /^[\da-f.:]+\/\d+$/.test(address));
  return valid ? { type: 'network', nic, addresses } : undefined;
}
