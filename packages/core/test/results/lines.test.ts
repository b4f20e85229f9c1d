import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { linesOf } from '../../src/results/lines.js';
import { temporaryDirectory } from '../temporary.js';

async function linesIn(content: string | Buffer): Promise<string[]> {
  const path = join(temporaryDirectory(), 'log');
  writeFileSync(path, content);
  const lines: string[] = [];
  for await (const line of linesOf(path)) lines.push(line);
  return lines;
}

it.each([
  ['', []],
  ['a\n\nb\n', ['a', '', 'b']],
  ['a\r\nb', ['a\r', 'b']],
  ['a\u2028b\rc\n', ['a\u2028b\rc']],
])('%j', async (text, lines) => {
  expect(await linesIn(text)).toEqual(lines);
});

it('reads characters that lie across pieces, and bytes that are none', async () => {
  const long = `${'x'.repeat(65_535)}\n${'ä'.repeat(50_000)}\n`;
  expect(await linesIn(long)).toEqual(long.trimEnd().split('\n'));
  expect(await linesIn(Buffer.from('a\xffb\n', 'latin1'))).toEqual(['a\ufffdb']);
});

it('cuts lines that have no end', async () => {
  const lines = await linesIn(`${'x'.repeat(1_000_000)}\nnext\n`);
  expect(lines.map(({ length }) => length)).toEqual([65_536, 4]);
});

it('has nothing of a file that is not there', async () => {
  for await (const _ of linesOf('/nonexistent/log')) throw new Error('a line');
});
