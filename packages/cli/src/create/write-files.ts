import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isSystemError, onHost, RapidoError } from '@rapido/core';

/** What a directory may have that counts as empty: a repository without a commit. */
const OF_NO_ACCOUNT = ['.git'];

/**
 * Makes `directory` with these files, texts by relative paths; all of them, or nothing. Throws USAGE where there is something at that path
 * already, other than an empty directory.
 */
export function writeFiles(directory: string, files: ReadonlyMap<string, string>): Promise<void> {
  return onHost(`Cannot write ${directory}`, () => writeAll(directory, files));
}

async function writeAll(directory: string, files: ReadonlyMap<string, string>): Promise<void> {
  const isThere = await isEmptyDirectory(directory);
  const parent = isThere ? directory : dirname(directory);
  await mkdir(parent, { recursive: true });
  const stage = await mkdtemp(join(parent, `.${basename(directory)}-`));
  const whole = join(stage, 'package'); // the stage itself is for this user only
  try {
    for (const [path, text] of files) {
      await mkdir(dirname(join(whole, path)), { recursive: true });
      await writeFile(join(whole, path), text);
    }
    await (isThere ? moveEntries(whole, directory) : rename(whole, directory));
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

/** False where there is nothing yet. */
async function isEmptyDirectory(directory: string): Promise<boolean> {
  try {
    const names = (await readdir(directory)).filter((name) => !OF_NO_ACCOUNT.includes(name));
    if (names.length === 0) return true;
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return false;
    if (!isSystemError(error, 'ENOTDIR') || !existsSync(directory)) throw error;
  }
  throw new RapidoError('USAGE', `${directory} is there already, and not an empty directory.`, {
    hint: 'To have the package elsewhere: --directory DIR',
  });
}

/** A directory that somebody is in is not replaced. */
async function moveEntries(from: string, to: string): Promise<void> {
  const names = await readdir(from);
  try {
    for (const name of names) await rename(join(from, name), join(to, name));
  } catch (error) {
    for (const name of names) await rm(join(to, name), { recursive: true, force: true });
    throw error;
  }
}
