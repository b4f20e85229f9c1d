import { realpath } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { RapidoError } from '../errors.js';
import { firstFile, isFile, statOf, textOf } from '../files.js';
import { readBzImage } from './bzimage.js';
import { make, shellWord } from './commands.js';
import { readKernelConfig } from './kernel-config.js';
import type { Kernel, KernelTree } from './types.js';

/** A kernel in its build tree, before its modules are looked for. */
export interface BuiltKernel extends Pick<Kernel, 'release' | 'image' | 'vmlinux' | 'config'> {
  readonly tree: KernelTree;
}

const IMAGES = ['arch/x86/boot/bzImage', 'arch/x86_64/boot/bzImage'];

/** The kernel tree that `dir` is, built in itself or with `O=dir`; undefined where it is none. */
export async function kernelTree(dir: string): Promise<KernelTree | undefined> {
  if (await isSource(dir)) return { dir, source: dir };
  const link = join(dir, 'source');
  if ((await isFile(join(dir, 'Makefile'))) && (await isSource(link))) return { dir, source: await realpath(link) };
  return undefined;
}

async function isSource(dir: string): Promise<boolean> {
  return (await isFile(join(dir, 'Kbuild'))) && (await isFile(join(dir, 'Makefile')));
}

/** The configured kernel tree that `dir` is or lies in. */
export async function treeAround(dir: string): Promise<KernelTree | undefined> {
  const tree = await kernelTree(dir);
  if (tree && (await firstFile([join(dir, 'include/config/kernel.release'), join(dir, '.config')]))) return tree;
  const parent = dirname(dir);
  return parent === dir ? undefined : treeAround(parent);
}

/**
 * Reads what was built in `tree`. `foundBy` is for errors: a tree that is for another architecture, not configured, not
 * built, or whose image is damaged or older than the rest.
 */
export async function readTree(tree: KernelTree, foundBy: string): Promise<BuiltKernel> {
  const { dir } = tree;
  const config = await readKernelConfig([join(dir, '.config')]);
  const where = `The kernel tree ${dir} (${foundBy})`;
  if (config && config.get('CONFIG_X86_64') !== 'y') {
    throw new RapidoError('KERNEL_UNTESTABLE', `${where} is not configured for x86_64.`, {
      hint: `Configure and build it for x86_64: ${make(dir, 'ARCH=x86_64 x86_64_defconfig')} && ${make(dir)}`,
    });
  }
  const image = await firstFile(IMAGES.map((path) => join(dir, path)));
  const release = (await textOf(join(dir, 'include/config/kernel.release')))?.trim();
  if (image === undefined || !release) throw notBuilt(tree, where, config !== undefined);
  await checkImage(image, release, tree, where);
  const vmlinux = await firstFile([join(dir, 'vmlinux')]);
  if (vmlinux !== undefined) await checkOrder(image, vmlinux, tree, where);
  return { release, image, tree, ...(vmlinux === undefined ? {} : { vmlinux }), ...(config ? { config } : {}) };
}

function notBuilt({ dir, source }: KernelTree, where: string, configured: boolean): RapidoError {
  if (configured) {
    return new RapidoError('KERNEL_NOT_BUILT', `${where} is configured, but holds no built kernel (${IMAGES[0]}).`, {
      hint: `Build it: ${make(dir)}\nOr choose another kernel with --kernel DIR|RELEASE.`,
    });
  }
  const elsewhere = dir === source ? '\nIf it is built elsewhere with O=, name that directory.' : '';
  return new RapidoError('KERNEL_NOT_BUILT', `${where} is neither configured nor built.`, {
    hint: `Configure and build it: ${make(dir, 'defconfig')} && ${make(dir)}${elsewhere}`,
  });
}

async function checkImage(image: string, release: string, { dir }: KernelTree, where: string): Promise<void> {
  const read = await readBzImage(image);
  if ('problem' in read && read.kind === 'foreign') {
    throw new RapidoError('KERNEL_UNTESTABLE', `${where} cannot be run: ${image} ${read.problem}.`);
  }
  if ('problem' in read) {
    throw new RapidoError('KERNEL_NOT_BUILT', `${where} has a damaged image: ${image} ${read.problem}.`, {
      hint: `Build it anew: rm ${shellWord(image)} && ${make(dir)}`,
    });
  }
  if (read.release !== release) {
    throw new RapidoError(
      'KERNEL_NOT_BUILT',
      `${where} is ${release}, but its ${relative(dir, image)} is still ${read.release}.`,
      { hint: `Build it: ${make(dir)}` },
    );
  }
}

/** A bzImage is made of vmlinux: where it is the older one, it is yesterday's kernel. */
async function checkOrder(image: string, vmlinux: string, { dir }: KernelTree, where: string): Promise<void> {
  const [packed, linked] = [await statOf(image), await statOf(vmlinux)];
  if (packed && linked && packed.mtimeMs < linked.mtimeMs) {
    throw new RapidoError('KERNEL_NOT_BUILT', `${where} is half built: its bzImage is older than its vmlinux.`, {
      hint: `Build it: ${make(dir)}\nIf only the times are wrong, as after a copy: touch ${shellWord(image)}`,
    });
  }
}
