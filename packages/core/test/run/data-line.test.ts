import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { DataLine } from '../../src/run/data-line.js';
import { temporaryDirectory } from '../temporary.js';

const mark = (...words: string[]) => `\x1b]rapido;n0nce;${words.join(';')}\x07`;

function openLine() {
  const dir = join(temporaryDirectory(), 'files');
  const guest = new PassThrough();
  const line = new DataLine(guest, 'n0nce', dir, () => {});
  return { dir, guest, line };
}

test('files land below the directory by their paths, bytes as they are', async () => {
  const { dir, guest, line } = openLine();
  const bytes = Buffer.from([0, 255, 27, 93, 10, 13]);
  const sent = line.filesSent();
  guest.write(`noise${mark('file', 'begin', '/var/lög/a')}`, 'utf8');
  guest.write(bytes);
  guest.write(
    `${mark('file', 'end')}${mark('file', 'begin', '/../../etc/x')}y${mark('file', 'end')}${mark('files', 'end')}`,
  );
  await sent;
  guest.write(`${mark('file', 'begin', '/cut/off')}half`);
  await new Promise((resolve) => setImmediate(resolve));
  expect(await line.end()).toEqual([
    { path: '/var/lög/a', file: join(dir, 'var/lög/a'), bytes: 6, complete: true },
    { path: '/../../etc/x', file: join(dir, 'etc/x'), bytes: 1, complete: true },
    { path: '/cut/off', file: join(dir, 'cut/off'), bytes: 4, complete: false },
  ]);
  expect(readFileSync(join(dir, 'var/lög/a')).equals(bytes)).toBe(true);
});

test('a shell has the line for itself, from its mark on', async () => {
  const { guest, line } = openLine();
  const said: string[] = [];
  const listener = {
    begun: () => said.push('begun'),
    data: (data: Buffer) => said.push(data.toString()),
    ended: (status: number) => said.push(`ended ${status}`),
  };
  expect(line.takeShell(listener)).toBe(true);
  expect(line.takeShell(listener)).toBe(false);
  guest.write(`before${mark('shell', 'begin')}hello${mark('shell', 'end', '3')}after`);
  await new Promise((resolve) => setImmediate(resolve));
  expect(said).toEqual(['begun', 'hello', 'ended 3']);
  expect(line.takeShell(listener)).toBe(true);
  await line.end();
  expect(said.at(-1)).toBe('ended 129');
});
