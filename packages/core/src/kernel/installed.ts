import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError, RapidoError } from '../errors.js';
import { firstFile, isFile, orNothing } from '../files.js';
import { readBzImage } from './bzimage.js';
import { readKernelConfig } from './kernel-config.js';
import type { Kernel } from './types.js';

/** The host as far as kernels go: what its paths begin with (`/` but for tests), and the release that it runs. */
export interface HostKernels {
  readonly root: string;
  readonly running: string;
}

export type InstalledKernel = Pick<Kernel, 'release' | 'image' | 'config'>;

const MODULE_DIRS = ['lib/modules', 'usr/lib/modules'];

/** `…/lib/modules/RELEASE` in the order they are looked at. */
export function moduleDirs({ root }: HostKernels, release: string): string[] {
  return MODULE_DIRS.map((dir) => join(root, dir, release));
}

function imagePaths(host: HostKernels, release: string): string[] {
  return [
    join(host.root, 'boot', `vmlinuz-${release}`),
    ...moduleDirs(host, release).map((dir) => join(dir, 'vmlinuz')),
  ];
}

export async function isInstalled(host: HostKernels, release: string): Promise<boolean> {
  return (await firstFile(imagePaths(host, release))) !== undefined;
}

/** The releases that have an image here, newest first. */
export async function installedReleases(host: HostKernels): Promise<string[]> {
  const list = async (dir: string) => (await orNothing(readdir(join(host.root, dir)))) ?? [];
  const inBoot = (await list('boot')).flatMap((name) => /^vmlinuz-(.+)$/.exec(name)?.[1] ?? []);
  const others = (await Promise.all(MODULE_DIRS.map(list))).flat();
  // Names beside releases: `vmlinuz-linux`, `vmlinuz-0-rescue-…`, `vmlinuz-6.1.0.old`.
  const releases = [...new Set([...inBoot, ...others])].filter(
    (name) => /^\d+\.\d/.test(name) && !name.endsWith('.old'),
  );
  const found = await Promise.all(releases.map((release) => isInstalled(host, release)));
  return releases.filter((_, index) => found[index]).sort((a, b) => compareReleases(b, a));
}

/** Orders releases by their numbers; `6.2.0-rc1` comes before `6.2.0`. */
function compareReleases(a: string, b: string): number {
  const key = (release: string) => release.replace(/[-~]rc/, '~rc');
  const [left, right] = [key(a).match(/\d+|\D+/g) ?? [], key(b).match(/\d+|\D+/g) ?? []];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const [one = '', other = ''] = [left[index], right[index]];
    if (one === other) continue;
    if (one.startsWith('~') || other.startsWith('~')) return one.startsWith('~') ? -1 : 1;
    return Number(one) - Number(other) || (one < other ? -1 : 1);
  }
  return 0;
}

/** Reads an installed kernel: one whose image exists. Fails when it may not be read or is none that can be run. */
export async function readInstalled(host: HostKernels, release: string, foundBy: string): Promise<InstalledKernel> {
  const image = await readableImage(host, release);
  const read = await readBzImage(image);
  const where = `The installed kernel ${release} (${foundBy})`;
  if ('problem' in read) {
    const code = read.kind === 'foreign' ? 'KERNEL_UNTESTABLE' : 'KERNEL_UNREADABLE';
    throw new RapidoError(code, `${where} cannot be run: ${image} ${read.problem}.`, {
      hint: read.kind === 'foreign' ? 'Choose another with --kernel DIR|RELEASE.' : 'Install its package again.',
    });
  }
  if (read.release !== release) {
    throw new RapidoError('KERNEL_UNREADABLE', `${where} is not what it is called: ${image} is ${read.release}.`, {
      hint: 'Install its package again, or choose another kernel with --kernel DIR|RELEASE.',
    });
  }
  const config = await readKernelConfig([
    join(host.root, 'boot', `config-${release}`),
    ...moduleDirs(host, release).map((dir) => join(dir, 'config')),
    ...(release === host.running ? [join(host.root, 'proc/config.gz')] : []),
  ]);
  return { release, image, ...(config ? { config } : {}) };
}

async function readableImage(host: HostKernels, release: string): Promise<string> {
  let denied: unknown;
  for (const path of imagePaths(host, release)) {
    try {
      if (!(await isFile(path))) continue;
      await (await open(path)).close();
      return path;
    } catch (error) {
      if (!isSystemError(error, 'EACCES')) throw error;
      denied ??= error;
    }
  }
  throw denied ?? new Error(`No image of ${release}.`);
}
