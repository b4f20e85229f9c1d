import { once } from 'node:events';

/** Characters that are written at once. */
const BATCH = 64 * 1024;

/**
 * Writes lines as they come, no faster than they are read, until there are no more or nobody reads them. Resolves with how
 * many there were.
 */
export async function printLines(
  lines: AsyncIterable<string>,
  stream: NodeJS.WritableStream = process.stdout,
): Promise<number> {
  let count = 0;
  let batch = '';
  for await (const line of lines) {
    count++;
    batch += `${line}\n`;
    if (batch.length < BATCH) continue;
    if (!(await write(stream, batch))) return count;
    batch = '';
  }
  await write(stream, batch);
  return count;
}

/** False when the reader is gone, which is its own affair: other errors are told of by whoever guards the stream. */
async function write(stream: NodeJS.WritableStream, text: string): Promise<boolean> {
  if (!stream.writable) return false;
  if (stream.write(text)) return true;
  return once(stream, 'drain').then(
    () => true,
    () => false,
  );
}
