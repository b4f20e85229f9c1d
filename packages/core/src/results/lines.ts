import { createReadStream } from 'node:fs';
import { orNothing } from '../files.js';

/** Longer ones, as a guest prints them that forgets all newlines, are cut. */
const LONGEST = 64 * 1024;

/**
 * The lines of a log, as they are but for bytes that are no UTF-8; none where there is no file. However long the file, little
 * of it is in memory.
 */
export async function* linesOf(path: string): AsyncGenerator<string> {
  const stream = createReadStream(path);
  const decoder = new TextDecoder();
  let rest = '';
  const chunks = stream[Symbol.asyncIterator]();
  for (;;) {
    const next = await orNothing(chunks.next());
    const text: string = decoder.decode(next?.value as Buffer | undefined, { stream: !(next?.done ?? true) });
    const lines = (rest + text).split('\n');
    rest = (lines.pop() ?? '').slice(0, LONGEST);
    for (const line of lines) yield line.slice(0, LONGEST);
    if (next === undefined || next.done) break;
  }
  if (rest !== '') yield rest;
}
