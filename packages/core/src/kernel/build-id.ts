import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, readlink, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError } from '../errors.js';
import { orNothing } from '../files.js';
import { FRESH, SourceLog, stampOf } from '../source-log.js';
import { gnuBuildId } from './elf-notes.js';

const KEPT = 64;

/**
 * What tells one build of a kernel from the next: the GNU build id of its vmlinux, else `sha256:` and its image's digest.
 * Digests are kept below `cache`, as reading a whole image takes longer than all else that is asked of a kernel.
 */
export async function buildId(image: string, vmlinux: string | undefined, cache: string): Promise<string> {
  const id = vmlinux === undefined ? undefined : await gnuBuildId(vmlinux);
  if (id !== undefined) return id;
  const stamp = stampOf(new SourceLog().stat(image));
  if (stamp === FRESH) return digestOf(image);
  const dir = join(cache, 'build-ids');
  const entry = join(dir, createHash('sha256').update(`${image}\n${stamp}`).digest('hex'));
  const known = await orNothing(readlink(entry));
  if (known !== undefined) return known;
  const digest = await digestOf(image);
  await keep(dir, entry, digest);
  return digest;
}

async function digestOf(image: string): Promise<string> {
  const hash = createHash('sha256').update(await readFile(image));
  return `sha256:${hash.digest('hex')}`;
}

/** As the target of a symbolic link, which is there as a whole or not at all. A cache that cannot be written to is none. */
async function keep(dir: string, entry: string, digest: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    const names = await readdir(dir);
    if (names.length >= KEPT) for (const name of names) await rm(join(dir, name), { force: true });
    await symlink(digest, entry);
  } catch (error) {
    if (!isSystemError(error, 'EEXIST', 'EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOTDIR')) throw error;
  }
}
