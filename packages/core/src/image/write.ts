import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, symlink } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { asideOf, onHost, type Reaper } from '../process/index.js';
import { recordArchive } from './record.js';
import type { Image, ImageRecord } from './types.js';

/** How much larger a compressed initramfs is taken to become, for want of unpacking it. */
const COMPRESSION = 4;

/**
 * Puts an initramfs in its place as an image: its record in front, written aside and renamed, readable by its owner
 * only. An older image stays whole until then.
 */
export async function writeImage(
  body: string,
  path: string,
  record: (body: Pick<ImageRecord, 'bytes' | 'unpackedBytes' | 'digest'>) => ImageRecord,
  reaper: Reaper,
): Promise<Image> {
  return onHost(`Writing the image ${path}`, async () => {
    const finished = record(await measure(body));
    await mkdir(dirname(path), { recursive: true });
    const aside = await asideOf(path, reaper);
    await using file = await open(aside, 'wx', 0o600);
    await file.write(recordArchive(finished));
    for await (const piece of createReadStream(body, { highWaterMark: 1 << 20 })) await file.writeFile(piece);
    await rename(aside, path);
    return { path, record: finished };
  });
}

/** Makes `link` point to `path`, at once and whatever it was. */
export async function linkLatest(path: string, link: string, reaper: Reaper): Promise<void> {
  await onHost(`Linking ${link}`, async () => {
    const aside = await asideOf(link, reaper);
    await symlink(dirname(path) === dirname(link) ? basename(path) : path, aside);
    await rename(aside, link);
  });
}

async function measure(body: string): Promise<Pick<ImageRecord, 'bytes' | 'unpackedBytes' | 'digest'>> {
  const hash = createHash('sha256');
  let bytes = 0;
  let magic = '';
  for await (const piece of createReadStream(body, { highWaterMark: 1 << 20 })) {
    magic ||= (piece as Buffer).toString('latin1', 0, 6);
    bytes += piece.length;
    hash.update(piece);
  }
  return { bytes, unpackedBytes: magic === '070701' ? bytes : bytes * COMPRESSION, digest: hash.digest('hex') };
}
