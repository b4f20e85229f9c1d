import { lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { namesIn, orNothing } from '../../files.js';
import { staleAsides } from '../../process/index.js';
import { parseSegmentName } from './segment.js';

/** What all segments may take, but for those that a cut at work may need again in a moment. */
const MOST_BYTES = 4 * 2 ** 30;
const RECENT_MS = 10 * 60_000;

export interface StoredSegment {
  readonly path: string;
  readonly bytes: number;
  /** When an image was last made of it. */
  readonly used: Date;
}

/** All segments, those used last first. */
export async function listSegments(store: string): Promise<StoredSegment[]> {
  const names = (await namesIn(store)).filter((name) => parseSegmentName(name) !== undefined);
  const found = await Promise.all(names.map((name) => describe(join(store, name))));
  return found.flat().sort((a, b) => b.used.getTime() - a.used.getTime() || (a.path < b.path ? -1 : 1));
}

export interface SegmentBound {
  readonly bytes?: number;
  /** Segments used since then stay. */
  readonly since?: Date;
}

/** Removes the segments that were not used for longest, until the others are within the bound. */
export async function boundSegments(store: string, bound: SegmentBound = {}): Promise<void> {
  const { bytes: most = MOST_BYTES, since = new Date(Date.now() - RECENT_MS) } = bound;
  let bytes = 0;
  for (const segment of await listSegments(store)) {
    bytes += segment.bytes;
    if (bytes > most && segment.used < since) await rm(segment.path, { force: true });
  }
}

/**
 * Removes all segments, or only what crashes have left half-written. Images are whole without them, and a cut that is at
 * work makes what it misses again. Returns what it removed, or would.
 */
export async function collectSegments(
  store: string,
  options: { readonly all: boolean; readonly dryRun: boolean },
): Promise<{ readonly path: string; readonly bytes: number; readonly reason: string }[]> {
  const segments = options.all ? await listSegments(store) : [];
  const halves = (await Promise.all((await staleAsides(store)).map(describe))).flat();
  const doomed = [
    ...segments.map(({ path, bytes }) => ({ path, bytes, reason: 'a part of images, made again when it is needed' })),
    ...halves.map(({ path, bytes }) => ({ path, bytes, reason: 'left by a crash' })),
  ];
  if (!options.dryRun) for (const { path } of doomed) await rm(path, { force: true });
  return doomed;
}

/** Nothing for what has just been removed. */
async function describe(path: string): Promise<StoredSegment[]> {
  const found = await orNothing(lstat(path));
  return found ? [{ path, bytes: found.size, used: found.mtime }] : [];
}
