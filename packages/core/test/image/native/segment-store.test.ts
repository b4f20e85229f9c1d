import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { cpioArchive } from '../../../src/image/cpio.js';
import { assembleImage, bodyOf } from '../../../src/image/native/assemble.js';
import { boundSegments, collectSegments, listSegments } from '../../../src/image/native/segment-bound.js';
import { findSegment, segmentStore, writeSegment } from '../../../src/image/native/segment-store.js';
import { withSegments, withStoredSegments } from '../../../src/image/native/segment-use.js';
import { type Reaper, startReaper } from '../../../src/process/index.js';
import { ownerName } from '../../../src/process/owner.js';
import { environmentIn, temporaryDirectory } from '../../temporary.js';
import { dataPart, list, partOf, settled } from './parts.js';

function opened(): { readonly store: string; readonly reaper: Reaper } {
  const reaper = startReaper();
  onTestFinished(() => reaper.close());
  return { store: segmentStore(environmentIn(temporaryDirectory())), reaper };
}

test('what was made of a part is found again, as long as nothing of it changes', async () => {
  const { store, reaper } = opened();
  const part = dataPart('a', { '/a': 'text' });
  expect(await findSegment(store, part)).toBeUndefined();
  const written = await writeSegment(store, part, { reaper });
  expect(await findSegment(store, dataPart('b', { '/a': 'text' }))).toEqual(written);
  expect(written).toMatchObject({ bytes: statSync(written.path).size, unpackedBytes: 4096 });
  expect(statSync(store).mode & 0o777).toBe(0o700);
  expect(statSync(written.path).mode & 0o777).toBe(0o600);
  const [member] = part.members;
  if (!member) throw new Error('A part without members.');
  const others = [
    dataPart('a', { '/b': 'text' }),
    dataPart('a', { '/a': 'test' }),
    { name: 'a', members: [{ ...member, mode: 0o600 }] },
    { name: 'a', members: [member, { kind: 'dir', path: '/c', mode: 0o755 } as const] },
  ];
  for (const other of others) expect(await findSegment(store, other)).toBeUndefined();
});

test('a file that has changed makes another segment', async () => {
  const { store, reaper } = opened();
  const dir = temporaryDirectory();
  writeFileSync(join(dir, 'file'), 'one');
  const before = await settled(() => partOf('x', dir));
  await writeSegment(store, before, { reaper });
  expect(await findSegment(store, before)).toBeDefined();
  writeFileSync(join(dir, 'file'), 'two');
  expect(await findSegment(store, await settled(() => partOf('x', dir)))).toBeUndefined();
});

test('a segment of what has been changed just now is found by nobody, and goes with the process', async () => {
  const store = segmentStore(environmentIn(temporaryDirectory()));
  const [dir, reaper] = [temporaryDirectory(), startReaper()];
  writeFileSync(join(dir, 'file'), 'one');
  const { name, members } = partOf('x', dir);
  const part = { name, members: members.map((member) => ({ ...member, stamp: 'fresh' })) };
  const { path } = await writeSegment(store, part, { reaper });
  expect(await findSegment(store, part)).toBeUndefined();
  expect(await listSegments(store)).toEqual([]);
  expect(existsSync(path)).toBe(true);
  await reaper.close();
  expect(readdirSync(store)).toEqual([]);
});

test('a segment that has lost bytes is made again', async () => {
  const { store, reaper } = opened();
  const part = dataPart('a', { '/a': 'text' });
  const { path, bytes } = await writeSegment(store, part, { reaper });
  truncateSync(path, 0);
  await withSegments(store, [part], { reaper }, async () => expect(statSync(path).size).toBe(bytes));
});

test('record, segments and trailer are one archive, of which all is known before', async () => {
  const { store, reaper } = opened();
  const path = join(temporaryDirectory(), 'images', 'x.img');
  const head = cpioArchive([{ name: 'rapido/image.json', mode: 0o644, data: Buffer.from('{}') }], { trailer: false });
  const parts = [dataPart('a', { '/a': 'text' }), dataPart('b', { '/b': 'x'.repeat(5000), '/c': '' })];
  const body = await withSegments(store, parts, { reaper }, async (segments) => {
    await assembleImage(path, head, segments, { reaper });
    return bodyOf(segments);
  });
  const image = readFileSync(path);
  expect(list(image).map((line) => line.split(' ').at(-1))).toEqual(['rapido', 'rapido/image.json', 'a', 'b', 'c']);
  expect(body).toMatchObject({ bytes: image.length - head.length, unpackedBytes: 3 * 4096 });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const swapped = await withSegments(store, parts.toReversed(), { reaper }, async (segments) => bodyOf(segments));
  expect(swapped.digest).not.toBe(body.digest);
});

test('an image is made of segments that are removed meanwhile', async () => {
  const { store, reaper } = opened();
  const path = join(temporaryDirectory(), 'x.img');
  const part = dataPart('a', { '/a': 'text' });
  const segments = await withSegments(store, [part], { reaper }, async (segments) => {
    await collectSegments(store, { all: true, dryRun: false });
    expect(readdirSync(store)).toEqual([]);
    await assembleImage(path, Buffer.alloc(0), segments, { reaper });
    return segments.map(({ file: _, ...segment }) => segment);
  });
  expect(statSync(path).size).toBe(bodyOf(segments).bytes);
  const use = async () => expect.unreachable();
  expect(await withStoredSegments(segments, use)).toBe(false);
  await writeSegment(store, part, { reaper });
  expect(await withStoredSegments(segments, async () => {})).toBe(true);
});

test('those used last stay within the bound, and those in use beyond it', async () => {
  const { store, reaper } = opened();
  const written = [];
  for (const name of ['a', 'b', 'c', 'd']) {
    const segment = await writeSegment(store, dataPart(name, { [`/${name}`]: 'x' }), { reaper });
    const used = new Date(2026, 0, 1 + written.length);
    utimesSync(segment.path, used, used);
    written.push(segment);
  }
  const [a, b, c, d] = written.map(({ path }) => path);
  await findSegment(store, dataPart('a', { '/a': 'x' }));
  const paths = async () => (await listSegments(store)).map(({ path }) => path);
  expect(await paths()).toEqual([a, d, c, b]);
  const bytes = written[0]?.bytes ?? 0;
  await boundSegments(store, { bytes: 3 * bytes });
  expect(await paths()).toEqual([a, d, c]);
  await boundSegments(store, { bytes: 0, since: new Date(2026, 0, 4) });
  expect(await paths()).toEqual([a, d]);
});

test('what crashes have left is removed, and all else only when asked', async () => {
  const { store, reaper } = opened();
  const { path, bytes } = await writeSegment(store, dataPart('a', { '/a': 'text' }), { reaper });
  const half = join(store, `.${'0'.repeat(64)}.${await ownerName(4194304)}-1.tmp`);
  const foreign = join(store, 'notes');
  writeFileSync(half, 'xyz');
  writeFileSync(foreign, '');
  const found = await collectSegments(store, { all: false, dryRun: true });
  expect(found).toEqual([{ path: half, bytes: 3, reason: 'left by a crash' }]);
  expect(await collectSegments(store, { all: false, dryRun: false })).toEqual(found);
  expect(existsSync(half)).toBe(false);
  const all = await collectSegments(store, { all: true, dryRun: false });
  expect(all).toMatchObject([{ path, bytes }]);
  expect(readdirSync(store)).toEqual(['notes']);
});

test('a source that cannot be read leaves no segment', async () => {
  const { store, reaper } = opened();
  const dir = temporaryDirectory();
  writeFileSync(join(dir, 'file'), 'text');
  const part = await settled(() => partOf('x', dir));
  renameSync(join(dir, 'file'), join(dir, 'other'));
  await expect(writeSegment(store, part, { reaper })).rejects.toThrow(`Cannot read ${join(dir, 'file')}`);
  expect(await listSegments(store)).toEqual([]);
});

test('a segment that may not be read counts as none, and is made anew', async () => {
  const { store, reaper } = opened();
  const part = dataPart('a', { '/a': 'text' });
  const { path } = await writeSegment(store, part, { reaper });
  rmSync(path);
  mkdirSync(path); // root may read every file
  expect(await findSegment(store, part)).toBeUndefined();
});

test('a fresh cut does not trust what is stored, and mends it', async () => {
  const { store, reaper } = opened();
  const part = dataPart('a', { '/a': 'text' });
  const { path } = await writeSegment(store, part, { reaper });
  const good = readFileSync(path);
  writeFileSync(path, Buffer.alloc(good.length));
  const bytesOf = (options: { readonly fresh?: boolean }) =>
    withSegments(store, [part], { reaper, ...options }, async ([segment]) => segment?.file.readFile());
  expect(await bytesOf({})).not.toEqual(good);
  expect(await bytesOf({ fresh: true })).toEqual(good);
  expect(await bytesOf({})).toEqual(good);
});
