import { createHash } from 'node:crypto';
import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { asideOf, onHost } from '../../process/index.js';
import type { ImageRecord } from '../types.js';
import { ByteWriter } from './byte-writer.js';
import { newcTrailer } from './newc.js';
import type { Segment } from './segment.js';
import type { SegmentWriting } from './segment-store.js';
import type { OpenSegment } from './segment-use.js';

export type ImageBody = Pick<ImageRecord, 'bytes' | 'unpackedBytes' | 'digest'>;

/** What an image of these segments is, without making it. Its digest is that of the segments' digests. */
export function bodyOf(segments: readonly Segment[]): ImageBody {
  const total = (key: 'bytes' | 'unpackedBytes') => segments.reduce((sum, segment) => sum + segment[key], 0);
  const digests = segments.map(({ digest }) => `${digest}\n`).join('');
  return {
    bytes: total('bytes') + newcTrailer().length,
    unpackedBytes: total('unpackedBytes'),
    digest: createHash('sha256').update(digests).digest('hex'),
  };
}

/**
 * Writes an image: `head`, which is the beginning of a newc archive, the segments, and the archive's trailer. Written
 * aside and renamed, readable by its owner only; an older image stays whole until then.
 */
export async function assembleImage(
  path: string,
  head: Buffer,
  segments: readonly OpenSegment[],
  options: SegmentWriting,
): Promise<void> {
  await onHost(`Writing the image ${path}`, async () => {
    await mkdir(dirname(path), { recursive: true });
    const aside = await asideOf(path, options.reaper);
    await using file = await open(aside, 'wx', 0o600);
    const writer = new ByteWriter(file.fd, options);
    writer.write(head);
    for (const segment of segments) await writer.copy(segment.file.fd, segment.bytes);
    writer.write(newcTrailer());
    writer.finish();
    await rename(aside, path);
  });
}
