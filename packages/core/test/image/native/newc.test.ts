import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  ftruncateSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ByteWriter, type ByteWriterOptions } from '../../../src/image/native/byte-writer.js';
import { newcHeader, newcTrailer } from '../../../src/image/native/newc.js';
import type { Member } from '../../../src/image/native/types.js';
import { writeMembers } from '../../../src/image/native/write-members.js';
import { temporaryDirectory } from '../../temporary.js';
import { list, partOf, unpack } from './parts.js';

/** A whole archive of these members. */
async function archiveOf(
  members: readonly Member[],
  options: ByteWriterOptions = {},
): Promise<{ readonly archive: Buffer; readonly unpackedBytes: number }> {
  const path = join(temporaryDirectory(), 'archive');
  const file = openSync(path, 'wx');
  try {
    const writer = new ByteWriter(file, options);
    const unpackedBytes = await writeMembers(writer, members);
    writer.write(newcTrailer());
    writer.finish();
    return { archive: readFileSync(path), unpackedBytes };
  } finally {
    closeSync(file);
  }
}

/** A tree with everything that there is; in another order, another directory shows another order. */
function makeTree(order: 'forward' | 'backward' = 'forward'): string {
  const dir = temporaryDirectory();
  const steps = [
    () => writeFileSync(join(dir, 'plain'), 'text'),
    () => writeFileSync(join(dir, 'empty'), ''),
    () => writeFileSync(join(dir, 'large'), Buffer.alloc(2_500_001, 'abc')),
    () => writeFileSync(join(dir, 'new\nline ü'), 'odd'),
    () => symlinkSync('../where ü', join(dir, 'link')),
    () => execFileSync('mkfifo', [join(dir, 'fifo')]),
    () => mkdirSync(join(dir, 'sticky')),
    () => writeFileSync(join(dir, 'sticky', 'setuid'), '#!'),
    () => chmodSync(join(dir, 'sticky'), 0o1777),
    () => chmodSync(join(dir, 'sticky', 'setuid'), 0o4755),
    () => writeFileSync(join(dir, 'one'), 'shared'),
    () => linkSync(join(dir, 'one'), join(dir, 'sticky', 'two')),
    () => linkSync(join(dir, 'one'), join(dir, 'three')),
  ];
  const independent = order === 'forward' ? steps : [...steps.slice(6), ...steps.slice(0, 6).reverse()];
  for (const step of independent) step();
  return dir;
}

test('GNU cpio unpacks members of every kind as they were', async () => {
  const [dir, unpacked] = [makeTree(), temporaryDirectory()];
  const { archive, unpackedBytes } = await archiveOf(partOf('tree', dir).members);
  unpack(archive, unpacked);
  const names = readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort();
  expect(readdirSync(unpacked, { recursive: true, encoding: 'utf8' }).sort()).toEqual(names);
  for (const name of names) {
    const [before, after] = [lstatSync(join(dir, name)), lstatSync(join(unpacked, name))];
    expect([name, after.mode]).toEqual([name, before.mode]);
    if (before.isFile()) expect([name, after.mtimeMs]).toEqual([name, 0]);
    if (before.isFile()) expect(readFileSync(join(unpacked, name)).equals(readFileSync(join(dir, name)))).toBe(true);
    if (before.isSymbolicLink()) expect(readlinkSync(join(unpacked, name))).toBe(readlinkSync(join(dir, name)));
  }
  const inodes = ['one', 'three', 'sticky/two'].map((name) => lstatSync(join(unpacked, name)).ino);
  expect(new Set(inodes).size).toBe(1);
  // Four small files, of which one has three names, and a large one.
  expect(unpackedBytes).toBe(4 * 4096 + Math.ceil(2_500_001 / 4096) * 4096);
});

test('everything belongs to root, and devices have their numbers', async () => {
  const members: Member[] = [
    { kind: 'dir', path: '/', mode: 0o755 },
    { kind: 'special', path: '/console', mode: 0o600, type: 0o020000, major: 5, minor: 1 },
    { kind: 'data', path: '/text', mode: 0o640, data: Buffer.from('hello') },
  ];
  const { archive } = await archiveOf(members);
  expect(list(archive)).toEqual([
    'drwxr-xr-x   2 0        0               0 Jan  1  1970 .',
    'crw-------   1 0        0          5,   1 Jan  1  1970 console',
    '-rw-r-----   1 0        0               5 Jan  1  1970 text',
  ]);
});

test('equal trees give equal bytes, wherever they lie and in whatever order they were made', async () => {
  const [one, other] = [makeTree(), makeTree('backward')];
  const archives = await Promise.all([one, one, other].map((dir) => archiveOf(partOf('tree', dir).members)));
  expect(archives[1]?.archive.equals(archives[0]?.archive as Buffer)).toBe(true);
  expect(archives[2]?.archive.equals(archives[0]?.archive as Buffer)).toBe(true);
});

test('hard links of several archives in one do not become one file', async () => {
  const [one, other, unpacked] = [temporaryDirectory(), temporaryDirectory(), temporaryDirectory()];
  for (const [dir, name] of [
    [one, 'a'],
    [other, 'b'],
  ] as const) {
    writeFileSync(join(dir, name), name);
    linkSync(join(dir, name), join(dir, `${name}2`));
  }
  const members = await Promise.all([one, other].map((dir) => archiveOf(partOf(dir, dir).members)));
  unpack(
    Buffer.concat(members.map(({ archive }) => archive.subarray(0, -newcTrailer().length)).concat(newcTrailer())),
    unpacked,
  );
  expect(['a', 'a2', 'b', 'b2'].map((name) => readFileSync(join(unpacked, name), 'utf8'))).toEqual([
    'a',
    'a',
    'b',
    'b',
  ]);
});

test('a hard link with a mode of its own is a file of its own', async () => {
  const [dir, unpacked] = [temporaryDirectory(), temporaryDirectory()];
  writeFileSync(join(dir, 'a'), 'same');
  linkSync(join(dir, 'a'), join(dir, 'b'));
  const [a, b] = partOf('x', dir).members as [Member, Member];
  unpack(
    (
      await archiveOf([
        { ...a, mode: 0o600 },
        { ...b, mode: 0o755 },
      ])
    ).archive,
    unpacked,
  );
  expect(['a', 'b'].map((name) => lstatSync(join(unpacked, name)).mode & 0o777)).toEqual([0o600, 0o755]);
  expect(readFileSync(join(unpacked, 'a'), 'utf8')).toBe('same');
});

test.each([
  ['shrinks', 1_000_000, Buffer.concat([Buffer.alloc(1_000_000, 'x')], 3_000_000)],
  ['grows', 5_000_000, Buffer.alloc(3_000_000, 'x')],
] as const)('a file that %s while it is read keeps the size it was announced with', async (_, changed, expected) => {
  const [dir, path] = [temporaryDirectory(), join(temporaryDirectory(), 'out')];
  writeFileSync(join(dir, 'file'), Buffer.alloc(5_000_000, 'x'));
  truncateSync(join(dir, 'file'), 3_000_000);
  const [source, file] = [openSync(join(dir, 'file'), 'r+'), openSync(path, 'wx')];
  const writer = new ByteWriter(file);
  // What writeMembers does after it has looked at the size.
  ftruncateSync(source, changed);
  if (changed > 3_000_000) writeFileSync(join(dir, 'file'), Buffer.alloc(changed, 'x'));
  await writer.copy(source, 3_000_000);
  writer.finish();
  for (const each of [source, file]) closeSync(each);
  expect(readFileSync(path).equals(expected)).toBe(true);
});

test('a source that cannot be read is named', async () => {
  const dir = temporaryDirectory();
  for (const name of ['gone', 'fifo']) writeFileSync(join(dir, name), 'x');
  const members = partOf('x', dir).members;
  execFileSync('sh', ['-c', 'rm gone fifo && mkfifo fifo'], { cwd: dir });
  for (const member of members) {
    await expect(archiveOf([member])).rejects.toMatchObject({
      code: 'ERR_RAPIDO_HOST',
      message: expect.stringContaining(`Cannot read ${join(dir, member.path)}`),
    });
  }
});

test('what newc or the kernel cannot hold is refused', () => {
  const mode = 0o100644;
  expect(newcHeader({ name: 'a'.repeat(4095), mode, size: 2 ** 32 - 1 }).length).toBe(4208);
  expect(() => newcHeader({ name: 'ä'.repeat(2048), mode })).toThrow('at most 4095 bytes');
  expect(() => newcHeader({ name: 'l', mode: 0o120777, size: 4096 })).toThrow('at most 4095 bytes');
  expect(() => newcHeader({ name: 'huge', mode, size: 2 ** 32 })).toThrow(
    '/huge: a file in an initramfs is smaller than 4 GiB',
  );
});

test('writing stops when it is aborted', async () => {
  const dir = temporaryDirectory();
  writeFileSync(join(dir, 'large'), Buffer.alloc(1 << 20));
  truncateSync(join(dir, 'large'), 3 * 2 ** 30);
  const reason = new Error('stop');
  const stop = new AbortController();
  setImmediate(() => stop.abort(reason));
  let written = 0;
  const onBytes = (bytes: number) => {
    written = bytes;
  };
  await expect(archiveOf(partOf('x', dir).members, { signal: stop.signal, onBytes })).rejects.toBe(reason);
  expect(written).toBeGreaterThan(0);
  expect(written).toBeLessThan(3 * 2 ** 30);
});
