import type { Stats } from 'node:fs';
import { open, readdir, readFile, stat, utimes } from 'node:fs/promises';
import { isSystemError } from './errors.js';

/** What `path` is, symbolic links followed; undefined where there is nothing. */
export async function statOf(path: string): Promise<Stats | undefined> {
  return orNothing(stat(path));
}

/** Whether there is anything at `path`, symbolic links followed. */
export async function isThere(path: string): Promise<boolean> {
  return (await statOf(path)) !== undefined;
}

export async function isFile(path: string): Promise<boolean> {
  return (await statOf(path))?.isFile() ?? false;
}

export async function isDirectory(path: string): Promise<boolean> {
  return (await statOf(path))?.isDirectory() ?? false;
}

/** The text of a file; undefined where there is none. */
export async function textOf(path: string): Promise<string | undefined> {
  return orNothing(readFile(path, 'utf8'));
}

/** The last `bytes` bytes of a file as text of single bytes (latin1), or all it has; empty where there is none. */
export async function endOf(path: string, bytes: number): Promise<string> {
  const end = await orNothing(
    (async () => {
      await using file = await open(path);
      const { size } = await file.stat();
      const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, Math.max(0, size - bytes));
      return buffer.toString('latin1', 0, bytesRead);
    })(),
  );
  return end ?? '';
}

/** Names in a directory; none where there is no such directory. */
export async function namesIn(dir: string): Promise<string[]> {
  return (await orNothing(readdir(dir))) ?? [];
}

/** The first of `paths` that is a file. */
export async function firstFile(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if (await isFile(path)) return path;
  return undefined;
}

/** Marks a file of a cache as used just now. One that is gone, or on a file system that is read-only, stays as it is. */
export async function markAsUsed(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch((error) => {
    if (!isSystemError(error, 'ENOENT', 'ENOTDIR', 'EROFS', 'EACCES', 'EPERM')) throw error;
  });
}

/** `work`'s result, or undefined where the path that it was to read is not there. */
export async function orNothing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}
