import { constants, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { moduleTree } from './module-tree.js';
import type { Kernel, ModuleClosure } from './types.js';
import type { ModuleWork } from './work.js';

/**
 * Writes `lib/modules/RELEASE` of the guest below `dir`: the modules of `closure`, the lists of what is built in, and
 * an index of its own. For a kernel without modules it writes nothing.
 */
export async function stageModules(
  kernel: Kernel,
  closure: ModuleClosure,
  dir: string,
  work: ModuleWork,
): Promise<void> {
  for (const file of await moduleTree(kernel, closure, work)) {
    const path = join(dir, 'lib/modules', kernel.release, file.path);
    await mkdir(dirname(path), { recursive: true });
    if ('data' in file) await writeFile(path, file.data);
    else await copyFile(file.source, path, constants.COPYFILE_FICLONE);
  }
}
