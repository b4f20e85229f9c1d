import { Writable } from 'node:stream';
import type { OutputStream } from '../../src/process/terminal.js';

/** A stream that remembers what was written to it, with the properties of a terminal where `columns` is given. */
export function fakeStream(columns?: number): OutputStream & { readonly text: () => string } {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  const terminal = columns === undefined ? {} : { isTTY: true, columns, rows: 24 };
  return Object.assign(stream, terminal, { text: () => text });
}

/** What a terminal shows in the end of text with the few sequences that redraw lines (ECMA-48: CUU, EL, CHA, SGR). */
export function shownOf(text: string): string[] {
  const lines: string[] = [''];
  let row = 0;
  for (const [piece] of text.matchAll(/\x1b\[[?0-9;]*[A-Za-z]|\r|\n|[^\x1b\r\n]+/g)) {
    const [, count = '1', final] = /^\x1b\[\??([0-9;]*)([A-Za-z])$/.exec(piece) ?? [];
    if (piece === '\n') {
      row++;
      lines[row] ??= '';
    } else if (final === 'A') row = Math.max(0, row - Number(count || 1));
    else if (final === 'K') lines[row] = '';
    else if (final === undefined && piece !== '\r') lines[row] += piece;
  }
  return lines.map((line) => line.trimEnd()).filter((line) => line !== '');
}
