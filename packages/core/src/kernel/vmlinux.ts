import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isThere, markAsUsed } from '../files.js';
import type { Environment } from '../host.js';
import { asideOf, findProgram, mortal, onHost, startReaper } from '../process/index.js';
import { readPayloadPlace } from './bzimage.js';
import { hasPvhNote } from './elf-notes.js';
import type { Kernel } from './types.js';

/** A kernel that QEMU can start directly, or why there is none. */
export type DirectBoot = { readonly vmlinux: string } | { readonly obstacle: string };

/**
 * The formats of CONFIG_KERNEL_*, by their first bytes, and what unpacks them. All but gzip are followed by four bytes
 * of ours to know the unpacked size (scripts/Makefile.lib), which the tools would take for garbage.
 */
const FORMATS = [
  { magic: '1f8b', program: 'gzip', args: ['-dc'], trailer: 0 },
  { magic: 'fd377a585a00', program: 'xz', args: ['-dc'], trailer: 4 },
  { magic: '28b52ffd', program: 'zstd', args: ['-dc'], trailer: 4 },
  { magic: '02214c18', program: 'lz4', args: ['-dc'], trailer: 4 },
  { magic: '425a68', program: 'bzip2', args: ['-dc'], trailer: 4 },
  { magic: '5d0000', program: 'xz', args: ['--format=lzma', '-dc'], trailer: 4 },
] as const;

const KEPT = 4;

/**
 * Finds the `vmlinux` that starts without being decompressed (through its PVH note): the build tree's own, else the
 * one inside the bzImage, unpacked once into the cache.
 */
export async function directBoot(kernel: Kernel, environment: Environment): Promise<DirectBoot> {
  // Its PVH entry runs before the memory that KASAN watches by is there.
  if (kernel.config?.get('CONFIG_KASAN') === 'y') return { obstacle: 'it was built with CONFIG_KASAN' };
  const vmlinux = kernel.vmlinux ?? (await cachedVmlinux(kernel, environment));
  if (typeof vmlinux === 'object') return vmlinux;
  if (await hasPvhNote(vmlinux)) return { vmlinux };
  return { obstacle: 'it was built without CONFIG_PVH' };
}

async function cachedVmlinux(
  kernel: Kernel,
  environment: Environment,
): Promise<string | { readonly obstacle: string }> {
  const dir = join(environment.dirs.cache, 'vmlinux');
  const path = join(dir, `${kernel.release}-${kernel.buildId.replace(/^.*:/, '').slice(0, 16)}`);
  if (await isThere(path)) {
    await markAsUsed(path);
    return path;
  }
  const place = await readPayloadPlace(kernel.image);
  const format = FORMATS.find(({ magic }) => place.magic.startsWith(magic));
  if (!format) return { obstacle: 'its compression is not known' };
  const program = await findProgram(format.program, environment.variables);
  if (program === undefined) return { obstacle: `${format.program}, which unpacks it, is not installed` };
  return onHost(`Unpacking the kernel to ${path}`, async () => {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await removeOld(dir);
    const reaper = startReaper();
    try {
      const aside = await asideOf(path, reaper);
      const payload = { start: place.offset, end: place.offset + place.length - format.trailer - 1 };
      await unpack(kernel.image, payload, program, format.args, aside);
      await rename(aside, path);
    } finally {
      await reaper.close();
    }
    return path;
  });
}

async function unpack(
  image: string,
  range: { readonly start: number; readonly end: number },
  program: string,
  args: readonly string[],
  path: string,
): Promise<void> {
  const { execa } = await import('execa');
  await using file = await open(image);
  const [command, ...words] = mortal(program, args);
  const child = execa(command, words, {
    input: file.createReadStream({ ...range, autoClose: false }),
    buffer: false,
  });
  await Promise.all([pipeline(child.stdout, createWriteStream(path, { mode: 0o600, flags: 'wx' })), child]);
}

/** The cache is bounded: the kernels that were used last stay. */
async function removeOld(dir: string): Promise<void> {
  const names = (await readdir(dir)).filter((name) => !name.endsWith('.tmp'));
  const files = await Promise.all(names.map(async (name) => ({ name, used: (await stat(join(dir, name))).mtimeMs })));
  const old = files.sort((a, b) => b.used - a.used).slice(KEPT - 1);
  for (const { name } of old) await rm(join(dir, name), { force: true });
}
