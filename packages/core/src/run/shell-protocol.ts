import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';

/** How `rapido sh` and the rapido that owns the VM talk: a line of JSON each, data in base64. */
export type ShellRequest =
  | {
      readonly type: 'open';
      /** On a terminal: with job control and its size; else the output comes as it is. */
      readonly terminal: boolean;
      readonly rows: number;
      readonly columns: number;
      /** TERM */
      readonly term: string;
      /** For the guest's shell; absent: an interactive one. */
      readonly command?: string;
    }
  | { readonly type: 'data'; readonly data: string }
  | { readonly type: 'size'; readonly rows: number; readonly columns: number };

export type ShellReply =
  | { readonly type: 'begun' }
  | { readonly type: 'data'; readonly data: string }
  | { readonly type: 'end'; readonly status: number }
  | { readonly type: 'refused'; readonly reason: string };

export function sendJson(stream: Duplex, message: ShellRequest | ShellReply): void {
  stream.write(`${JSON.stringify(message)}\n`);
}

/** Calls `onMessage` with each message; what is no JSON ends the connection. */
export function readJson<T>(stream: Duplex, onMessage: (message: T) => void): void {
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  lines.on('error', () => {}); // the connection is gone: 'close' tells
  lines.on('line', (line) => {
    try {
      onMessage(JSON.parse(line) as T);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      stream.destroy();
    }
  });
}
