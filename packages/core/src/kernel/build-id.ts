import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { gnuBuildId } from './elf-notes.js';

/** What tells one build of a kernel from the next: the GNU build id of its vmlinux, else `sha256:` and its image's digest. */
export async function buildId(image: string, vmlinux?: string): Promise<string> {
  const id = vmlinux === undefined ? undefined : await gnuBuildId(vmlinux);
  if (id !== undefined) return id;
  return `sha256:${createHash('sha256')
    .update(await readFile(image))
    .digest('hex')}`;
}
