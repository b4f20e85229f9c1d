import { constants, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { orNothing, textOf } from '../files.js';
import { depmod } from './depmod.js';
import { builtinDir } from './module-index.js';
import { orderedModules } from './module-names.js';
import type { Kernel, ModuleClosure } from './types.js';
import type { ModuleWork } from './work.js';

const BUILTIN = ['modules.builtin', 'modules.builtin.modinfo'];

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
  if (kernel.modules.kind === 'none' && closure.files.length === 0) return;
  const modules = join(dir, 'lib/modules', kernel.release);
  await mkdir(modules, { recursive: true });
  for (const { source, dest } of closure.files) {
    await mkdir(dirname(join(modules, dest)), { recursive: true });
    await copyFile(source, join(modules, dest), constants.COPYFILE_FICLONE);
  }
  await writeFile(join(modules, 'modules.order'), await order(kernel, closure));
  const builtin = builtinDir(kernel);
  for (const name of builtin === undefined ? [] : BUILTIN) {
    await orNothing(copyFile(join(builtin ?? '', name), join(modules, name), constants.COPYFILE_FICLONE));
  }
  await depmod(dirname(modules), kernel.release, work);
}

/** `modules.order` of these modules alone, as the kernel's own says it: where several match an alias, it decides. */
async function order(kernel: Kernel, { files }: ModuleClosure): Promise<string> {
  const { dir } = kernel.modules;
  const text = dir === undefined ? undefined : await textOf(join(dir, 'modules.order'));
  const left = new Set(files.map(({ dest }) => dest.replace(/\.(gz|xz|zst)$/, '')));
  const own = orderedModules(text ?? '').filter((path) => left.delete(path));
  return [...own, ...left].map((path) => `${path}\n`).join('');
}
