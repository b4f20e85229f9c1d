import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, rmSync, symlinkSync } from 'node:fs';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { buildId } from '../../src/kernel/build-id.js';
import { gnuBuildId, hasPvhNote, readNotes } from '../../src/kernel/elf-notes.js';
import { FRESH, SourceLog, stampOf } from '../../src/source-log.js';
import { temporaryDirectory } from '../temporary.js';
import { distributionKernel } from './build-tree.js';

const kernel = await distributionKernel();

/** As the kernel's own notes: in a segment of their own, some aligned to 4 bytes and one of another type before. */
const NOTES = `
.section .note.Xen, "a", @note
.balign 4
.long 4, 6, 6
.asciz "Xen"
.asciz "linux"
.balign 4
.long 4, 8, 18
.asciz "Xen"
.quad 0x1000180
`;

async function elf(source: string, ...flags: string[]): Promise<string> {
  const dir = temporaryDirectory();
  await writeFile(join(dir, 'x.S'), `.globl _start\n.text\n_start: ret\n${source}`);
  const path = join(dir, 'x');
  execFileSync('gcc', ['-nostdlib', '-static', '-o', path, ...flags, join(dir, 'x.S')]);
  return path;
}

test('the build id and the PVH note are found in the segments of a vmlinux', async () => {
  const path = await elf(NOTES, '-Wl,--build-id=0x0123456789abcdef');
  expect(await gnuBuildId(path)).toBe('0123456789abcdef');
  expect(await hasPvhNote(path)).toBe(true);
});

test('other notes of Xen, and other names with that number, are no PVH note', async () => {
  expect(await hasPvhNote(await elf(NOTES.replace('8, 18', '8, 17')))).toBe(false);
  expect(await hasPvhNote(await elf(NOTES.replaceAll('"Xen"', '"Lin"')))).toBe(false);
});

test('notes of a relocatable file are read from its sections', async () => {
  const path = await elf(NOTES, '-c');
  expect(await hasPvhNote(path)).toBe(true);
});

test('a module of the distribution has the build id that readelf shows', async () => {
  const [path] = readdirSync(join(kernel.modules, 'kernel/lib'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ko'))
    .map((name) => join(kernel.modules, 'kernel/lib', name));
  if (path === undefined) throw new Error('no uncompressed module');
  const shown = /Build ID: (\w+)/.exec(execFileSync('readelf', ['-n', path], { encoding: 'utf8' }))?.[1];
  expect(shown).toMatch(/^\w{40}$/);
  expect(await gnuBuildId(path)).toBe(shown);
});

test('a vmlinux of many gigabytes is not read whole', async () => {
  const path = await elf(NOTES, '-Wl,--build-id=0xabcd');
  await truncate(path, 8 * 1024 ** 3);
  expect(await gnuBuildId(path)).toBe('abcd');
});

test('a file that is none, or is cut short, has no notes', async () => {
  const path = await elf(NOTES, '-Wl,--build-id=0xabcd');
  const whole = await readFile(path);
  for (const size of [0, 3, 40, 64, 100]) {
    await writeFile(path, whole.subarray(0, size));
    expect(await readNotes(path)).toEqual([]);
  }
  expect(await readNotes(kernel.image)).toEqual([]);
});

test('a kernel is told apart by its build id, else by the digest of its image', async () => {
  const [image, cache] = [join(temporaryDirectory(), 'bzImage'), temporaryDirectory()];
  await writeFile(image, 'image');
  expect(await buildId(image, undefined, cache)).toBe(digestOf('image'));
  expect(await buildId(image, await elf('', '-Wl,--build-id=none'), cache)).toBe(digestOf('image'));
  expect(await buildId(image, await elf('', '-Wl,--build-id=0xabcd'), cache)).toBe('abcd');
});

test('an image is read once, and again when it has changed', async () => {
  const [image, cache] = [join(temporaryDirectory(), 'bzImage'), temporaryDirectory()];
  const idOf = async (text: string) => {
    await writeFile(image, text);
    await vi.waitUntil(() => stampOf(new SourceLog().stat(image)) !== FRESH, { interval: 5 });
    return buildId(image, undefined, cache);
  };
  const entries = () => readdirSync(join(cache, 'build-ids')).map((name) => join(cache, 'build-ids', name));
  expect(await idOf('one')).toBe(digestOf('one'));
  const [entry = ''] = entries();
  rmSync(entry);
  symlinkSync('kept', entry);
  expect(await buildId(image, undefined, cache)).toBe('kept');
  expect(await idOf('two')).toBe(digestOf('two'));
  expect(entries()).toHaveLength(2);
});

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
