import { open, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DamagedState, readAbout, readTail, type StateAbout, writeTail } from '../../../src/run/warm/state-file.js';
import { temporaryDirectory } from '../../temporary.js';

const MEMORY = 4 * 2 ** 20;
const about: StateAbout = {
  cut: 'simple-example',
  image: { path: '/images/ä.img', digest: 'd' },
  kernel: { release: '6.1.0', buildId: 'b', image: '/boot/vmlinuz' },
  accelerator: 'tcg',
  memory: MEMORY,
  qemu: { path: '/usr/bin/qemu-system-x86_64', stamp: 's' },
  created: '2026-01-01T00:00:00.000Z',
};
const state = {
  about,
  devices: Buffer.from('QEVM\0\xff', 'latin1'),
  control: Buffer.from('hello 4 6.1.0\n6,1,2,-;half a li'),
  console: Buffer.alloc(0),
};

async function stored(): Promise<string> {
  const path = join(temporaryDirectory(), 'state');
  await using file = await open(path, 'wx+');
  await file.truncate(MEMORY);
  await file.write(Buffer.from('memory'), 0, 6, 1000);
  await writeTail(file, state);
  return path;
}

test('what is written is read, and the memory is as it was, holes included', async () => {
  const path = await stored();
  await using file = await open(path);
  expect(await readTail(file)).toEqual(state);
  expect(await readAbout(file)).toEqual(about);
  const { buffer } = await file.read(Buffer.alloc(6), 0, 6, 1000);
  expect(buffer.toString()).toBe('memory');
  expect((await file.stat()).blocks * 512).toBeLessThan(64 * 1024);
});

test.each([0, 10, MEMORY, MEMORY + 20, -1])('cut off at %i it is known for damaged', async (length) => {
  const path = await stored();
  await truncate(path, length < 0 ? (await readFile(path)).length + length : length);
  await using file = await open(path);
  await expect(readTail(file)).rejects.toThrow(DamagedState);
});

const ended = (json: string) => `${json}rapido warm state 1\n${String(json.length).padStart(10, '0')}\n`;

test.each([
  'rapido warm state 1\n99999999999999999999',
  ended('{}'),
  ended('null'),
  ended('{"about":{"memory":5},"lengths":{"devices":99999999999,"control":1,"console":1}}'),
])('any other file is no state: %j', async (text) => {
  const path = join(temporaryDirectory(), 'state');
  await writeFile(path, text);
  await using file = await open(path);
  await expect(readAbout(file)).rejects.toThrow(DamagedState);
});

test('a directory is no state', async () => {
  await using directory = await open(temporaryDirectory());
  await expect(readTail(directory)).rejects.toThrow(DamagedState);
});
