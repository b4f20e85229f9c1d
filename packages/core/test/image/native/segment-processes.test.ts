import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { cpioFind } from '../../../src/image/cpio.js';
import { bodyOf } from '../../../src/image/native/assemble.js';
import { newcTrailer } from '../../../src/image/native/newc.js';
import { parseSegmentName } from '../../../src/image/native/segment.js';
import { findSegment } from '../../../src/image/native/segment-store.js';
import type { Part } from '../../../src/image/native/types.js';
import { temporaryDirectory } from '../../temporary.js';
import { partOf, settled } from './parts.js';
import { startWriter, type WriterInput } from './writer.js';

const MIB = 2 ** 20;

/** A tree of real and of sparse files, and where its segment and image go. */
async function prepare(bytes: number): Promise<{ readonly dir: string; readonly input: WriterInput }> {
  const dir = temporaryDirectory();
  const source = join(dir, 'source');
  mkdirSync(source);
  for (let index = 0; index < 64; index++)
    writeFileSync(join(source, `real ${index}`), Buffer.alloc(bytes / 256, `${index}`));
  for (let index = 0; index < 3; index++) {
    writeFileSync(join(source, `sparse ${index}`), '');
    truncateSync(join(source, `sparse ${index}`), bytes / 4);
  }
  const part = await settled(() => partOf('tree', source));
  return { dir, input: { store: join(dir, 'segments'), part, image: join(dir, 'x.img') } };
}

/** Every segment that is in its place is what its name says. */
function checkSegments(store: string): void {
  for (const name of existsSync(store) ? readdirSync(store) : []) {
    if (name.startsWith('.')) continue; // aside
    const bytes = readFileSync(join(store, name));
    const digest = createHash('sha256').update(bytes).digest('hex');
    expect(parseSegmentName(name)).toMatchObject({ digest, bytes: bytes.length });
  }
}

/** The image is one of this part and whole. */
async function checkImage({ store, image }: WriterInput, part: Part): Promise<void> {
  const segment = await findSegment(store, part);
  if (segment === undefined) throw new Error('An image without its segment.');
  const [whole, body] = [readFileSync(image), bodyOf([segment])];
  expect(whole.length).toBe(body.bytes);
  expect(whole.subarray(0, segment.bytes).equals(readFileSync(segment.path))).toBe(true);
  expect(whole.subarray(segment.bytes).equals(newcTrailer())).toBe(true);
}

test('killed at any moment, a writer leaves no bad segment or image in its place', async () => {
  const { input } = await prepare(24 * MIB);
  const versions = Array.from({ length: 22 }, (_, index): Part => {
    const version = { kind: 'symlink', path: '/version', mode: 0o777, target: `${index}` } as const;
    return { ...input.part, members: [version, ...input.part.members] };
  });
  const run = (version: number) => startWriter({ ...input, part: versions[version] as Part });
  const first = run(0);
  await first.begins;
  const began = performance.now();
  await first.ends;
  const duration = performance.now() - began;
  for (let moment = 1; moment <= 20; moment++) {
    const writer = run(moment);
    await writer.begins;
    const ended = once(writer.child, 'exit');
    writer.ends.catch(() => {}); // it is killed
    await setTimeout((duration * (moment - 1)) / 20);
    writer.child.kill('SIGKILL');
    await ended;
    checkSegments(input.store);
    const version = cpioFind(readFileSync(input.image), 'version');
    await checkImage(input, versions[Number(version)] as Part);
  }
  await run(21).ends;
  await checkImage(input, versions[21] as Part);
});

test('writers of one part at the same time make one segment', async () => {
  const { dir, input } = await prepare(64 * MIB);
  const writers = Array.from({ length: 4 }, (_, index) => startWriter({ ...input, image: join(dir, `${index}.img`) }));
  await Promise.all(writers.map(({ ends }) => ends));
  expect(readdirSync(input.store)).toHaveLength(1);
  checkSegments(input.store);
  for (const index of writers.keys()) await checkImage({ ...input, image: join(dir, `${index}.img`) }, input.part);
});

test('memory does not grow with what is written', async () => {
  const { input } = await prepare(512 * MIB);
  const memory = await startWriter(input).ends;
  expect(statSync(input.image).size).toBeGreaterThan(512 * MIB);
  expect(memory).toBeLessThan(200 * MIB);
});
