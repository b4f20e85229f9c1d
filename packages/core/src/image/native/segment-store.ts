import { createHash } from 'node:crypto';
import { access, constants, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { markAsUsed, namesIn, orNothing } from '../../files.js';
import type { Environment } from '../../host.js';
import { asideOf, onHost, type Reaper } from '../../process/index.js';
import { ByteWriter, type ByteWriterOptions } from './byte-writer.js';
import { isFresh, parseSegmentName, type Segment, segmentKey, segmentName } from './segment.js';
import { boundSegments } from './segment-bound.js';
import type { Part } from './types.js';
import { writeMembers } from './write-members.js';

/** The directory of all segments; it may not exist yet. */
export function segmentStore(environment: Environment): string {
  return join(environment.dirs.cache, 'segments');
}

export interface SegmentWriting extends Pick<ByteWriterOptions, 'signal' | 'onBytes'> {
  readonly reaper: Reaper;
}

/** The segment that has been made of `part` as it is now, which is thereby marked as used. */
export async function findSegment(store: string, part: Part): Promise<Segment | undefined> {
  if (isFresh(part)) return undefined;
  const key = segmentKey(part);
  for (const name of (await namesIn(store)).sort()) {
    const found = name.startsWith(key) ? parseSegmentName(name) : undefined;
    if (found === undefined) continue;
    const segment = { ...found, path: join(store, name) };
    if (await markUsed(segment)) return segment;
  }
  return undefined;
}

/**
 * Makes a part a segment: written aside and renamed, readable by its owner only; what is older than the store's bound
 * allows is removed. Where a source was changed just now, its segment is not renamed, so that nobody finds it, and goes
 * with the process. A RapidoError for a source that cannot be read.
 */
export async function writeSegment(store: string, part: Part, options: SegmentWriting): Promise<Segment> {
  return onHost(`Writing ${part.name} to ${store}`, async () => {
    await mkdir(store, { recursive: true, mode: 0o700 });
    const key = segmentKey(part);
    const aside = await asideOf(join(store, key), options.reaper);
    const written = { key, ...(await writeAside(aside, part, options)) };
    if (isFresh(part)) return { ...written, path: aside };
    const path = join(store, segmentName(written));
    await rename(aside, path);
    await boundSegments(store);
    return { ...written, path };
  });
}

async function writeAside(aside: string, part: Part, options: SegmentWriting): Promise<Omit<Segment, 'key' | 'path'>> {
  await using file = await open(aside, 'wx', 0o600);
  const hash = createHash('sha256');
  const writer = new ByteWriter(file.fd, { ...options, hash });
  const unpackedBytes = await writeMembers(writer, part.members);
  writer.finish();
  return { digest: hash.digest('hex'), bytes: writer.bytes, unpackedBytes };
}

/**
 * Marks a segment as used just now. False where it is not there any more, may not be read, or was not whole, and is
 * removed.
 */
export async function markUsed({ path, bytes }: Segment): Promise<boolean> {
  const found = await orNothing(stat(path));
  if (!found?.isFile() || !(await mayRead(path))) return false;
  if (found.size !== bytes) {
    // A machine that lost its power can have left the name of a file without its bytes.
    await rm(path, { force: true });
    return false;
  }
  await markAsUsed(path);
  return true;
}

async function mayRead(path: string): Promise<boolean> {
  return access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
}
