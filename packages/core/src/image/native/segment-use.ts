import { type FileHandle, open } from 'node:fs/promises';
import { orNothing } from '../../files.js';
import type { Segment } from './segment.js';
import { findSegment, markUsed, type SegmentWriting, writeSegment } from './segment-store.js';
import type { Part } from './types.js';

/** A segment that stays readable, whoever removes its file. */
export interface OpenSegment extends Segment {
  readonly file: FileHandle;
}

/**
 * Calls `use` with a segment of each part, in their order: those that are there, and the others made; `fresh` makes all
 * of them. They are closed afterwards.
 */
export async function withSegments<T>(
  store: string,
  parts: readonly Part[],
  options: SegmentWriting & { readonly fresh?: boolean | undefined },
  use: (segments: readonly OpenSegment[]) => Promise<T>,
): Promise<T> {
  const opened: OpenSegment[] = [];
  try {
    for (const part of parts) {
      const stored = options.fresh ? undefined : await findSegment(store, part);
      opened.push(await openSegment(stored ?? (await writeSegment(store, part, options)), store, part, options));
    }
    return await use(opened);
  } finally {
    for (const { file } of opened) await file.close();
  }
}

/**
 * The same with segments that an earlier cut was made of. False, without a call of `use`, where one of them is gone, or
 * not whole.
 */
export async function withStoredSegments(
  segments: readonly Segment[],
  use: (segments: readonly OpenSegment[]) => Promise<void>,
): Promise<boolean> {
  const opened: OpenSegment[] = [];
  try {
    for (const segment of segments) {
      const file = (await markUsed(segment)) ? await orNothing(open(segment.path)) : undefined;
      if (file === undefined) return false;
      opened.push({ ...segment, file });
    }
    await use(opened);
    return true;
  } finally {
    for (const { file } of opened) await file.close();
  }
}

async function openSegment(segment: Segment, store: string, part: Part, options: SegmentWriting): Promise<OpenSegment> {
  const file = await orNothing(open(segment.path));
  if (file) return { ...segment, file };
  // Somebody has removed it in between.
  return openSegment(await writeSegment(store, part, options), store, part, options);
}
