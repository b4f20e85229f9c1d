import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { printLines } from '../../src/process/print-lines.js';

async function* lines(count: number, onTaken = (_: number) => {}): AsyncGenerator<string> {
  for (let i = 0; i < count; i++) {
    onTaken(i + 1);
    yield `line ${i}`;
  }
}

it('prints all, however slowly they are read', async () => {
  const stream = new PassThrough();
  let text = '';
  stream.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
    stream.pause();
    setImmediate(() => stream.resume());
  });
  expect(await printLines(lines(50_000), stream)).toBe(50_000);
  stream.end();
  await once(stream, 'end');
  expect(text.split('\n')).toHaveLength(50_001);
  expect(text).toMatch(/^line 0\nline 1\n.*\nline 49999\n$/s);
});

it('ends when nobody reads any more', async () => {
  const stream = new PassThrough();
  stream.on('error', () => {});
  stream.once('readable', () => stream.destroy(new Error('gone')));
  let taken = 0;
  await printLines(
    lines(1e9, (count) => {
      taken = count;
    }),
    stream,
  );
  expect(taken).toBeLessThan(100_000);
});
