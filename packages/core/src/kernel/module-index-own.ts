import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isFile, textOf } from '../files.js';
import { depmod } from './depmod.js';
import { orderedModules } from './module-names.js';
import type { Kernel } from './types.js';
import type { ModuleWork } from './work.js';

/**
 * Has depmod index modules that have no index, and calls `use` with the directory that holds it. It is done beside
 * them, over symbolic links: nothing is written where the modules are.
 */
export async function withOwnIndex<T>(kernel: Kernel, work: ModuleWork, use: (dir: string) => Promise<T>): Promise<T> {
  await mkdir(work.workDir, { recursive: true });
  const modulesDir = await mkdtemp(join(work.workDir, 'modules-'));
  try {
    const dir = join(modulesDir, kernel.release);
    await mkdir(dir);
    if (kernel.modules.kind === 'tree') await linkTree(kernel.modules.dir, dir);
    if (kernel.modules.kind === 'installed') await linkInstalled(kernel.modules.dir, dir);
    await depmod(modulesDir, kernel.release, work);
    return await use(dir);
  } finally {
    await rm(modulesDir, { recursive: true, force: true });
  }
}

/** Links every built module to where `make modules_install` would put it. */
async function linkTree(tree: string, dir: string): Promise<void> {
  const paths = orderedModules((await textOf(join(tree, 'modules.order'))) ?? '');
  const places = new Set(paths.map(dirname));
  for (const place of places) await mkdir(join(dir, place), { recursive: true });
  await Promise.all(
    paths.map(async (path) => {
      const built = join(tree, path.replace(/^kernel\//, ''));
      if (await isFile(built)) await symlink(built, join(dir, path));
    }),
  );
}

async function linkInstalled(from: string, dir: string): Promise<void> {
  const names = (await readdir(from)).filter((name) => name !== 'build' && name !== 'source');
  await Promise.all(names.map((name) => symlink(join(from, name), join(dir, name))));
}
