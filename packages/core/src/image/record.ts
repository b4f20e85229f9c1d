import { open } from 'node:fs/promises';
import { isSystemError, RapidoError } from '../errors.js';
import { cpioArchive, cpioFind } from './cpio.js';
import type { Image, ImageRecord } from './types.js';

const NAME = 'rapido/image.json';
const LONGEST = 256 * 1024;

/** What an image begins with: its record, uncompressed; an archive of its own, but in `native` images. */
export function recordArchive(record: ImageRecord): Buffer {
  const data = Buffer.from(`${JSON.stringify(record, null, 1)}\n`);
  return cpioArchive([{ name: NAME, mode: 0o644, data }], { trailer: record.driver !== 'native' });
}

/**
 * Reads what an image says of itself, without unpacking it. A RapidoError when there is no such file, when it is not
 * one of our images, or when it has been truncated.
 */
export async function readImage(path: string): Promise<Image> {
  const { start, size } = await readStart(path);
  const record = parseRecord(path, start);
  const expected = recordArchive(record).length + record.bytes;
  if (size !== expected) {
    throw new RapidoError('IMAGE_INVALID', `${path} is damaged: ${size} bytes long instead of ${expected}.`, {
      hint: `Cut it again: rapido cut ${record.cut}`,
    });
  }
  return { path, record };
}

/** Whether a file is one of our images, be it a damaged one. */
export async function isImage(path: string): Promise<boolean> {
  try {
    parseRecord(path, (await readStart(path)).start);
    return true;
  } catch (error) {
    if (RapidoError.is(error)) return false;
    throw error;
  }
}

async function readStart(path: string): Promise<{ start: Buffer; size: number }> {
  try {
    await using file = await open(path);
    const { size } = await file.stat();
    const start = Buffer.alloc(Math.min(size, LONGEST));
    await file.read(start, 0, start.length, 0);
    return { start, size };
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) {
      throw new RapidoError('IMAGE_NOT_FOUND', `There is no image ${path}.`, {
        hint: 'Cut one first, as `rapido cut simple-example`; `rapido image ls` shows those that exist.',
      });
    }
    if (isSystemError(error, 'EACCES', 'EISDIR', 'ELOOP')) {
      throw new RapidoError('IMAGE_INVALID', `Cannot read the image ${path}: ${error.message}.`, {
        hint: 'Name the file of an image that you may read; `rapido image ls` shows those that exist.',
        cause: error,
      });
    }
    throw error;
  }
}

function parseRecord(path: string, start: Buffer): ImageRecord {
  try {
    const json = cpioFind(start, NAME);
    if (!json) throw new Error(`it has no ${NAME}`);
    const record = JSON.parse(json.toString('utf8')) as ImageRecord;
    if (record.schema !== 4) throw new Error(`its record has the unknown schema ${String(record.schema)}`);
    return record;
  } catch (error) {
    throw new RapidoError('IMAGE_INVALID', `${path} is not an image made by Rapido: ${(error as Error).message}.`, {
      hint: '`rapido image ls` shows those that exist, `rapido cut` makes one.',
      cause: error,
    });
  }
}
