import { join } from 'node:path';
import { isDirectory, isFile } from '../files.js';
import { type HostKernels, moduleDirs } from './installed.js';
import type { Kernel, ModuleSource } from './types.js';

/** Where a kernel's modules are: `installPath` (KERNEL_INSTALL_MOD_PATH), else its build tree, else `/lib/modules`. */
export async function moduleSource(
  kernel: Pick<Kernel, 'release' | 'tree' | 'config'>,
  installPath: string | undefined,
  host: HostKernels,
): Promise<ModuleSource> {
  const { release, tree, config } = kernel;
  const onHost = await firstModules(moduleDirs(host, release));
  if (config && config.get('CONFIG_MODULES') !== 'y') return none(tree?.dir ?? onHost);
  const chosen =
    installPath === undefined ? undefined : await firstModules([join(installPath, 'lib/modules', release)]);
  if (chosen !== undefined) return { kind: 'installed', dir: chosen };
  if (tree && (await isFile(join(tree.dir, 'modules.order')))) return { kind: 'tree', dir: tree.dir };
  return onHost === undefined ? none(tree?.dir) : { kind: 'installed', dir: onHost };
}

async function firstModules(dirs: readonly string[]): Promise<string | undefined> {
  for (const dir of dirs) {
    // A removed package can leave a directory behind.
    if ((await isFile(join(dir, 'modules.dep'))) || (await isDirectory(join(dir, 'kernel')))) return dir;
  }
  return undefined;
}

function none(dir: string | undefined): ModuleSource {
  return { kind: 'none', ...(dir === undefined ? {} : { dir }) };
}
