import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { depmod } from './depmod.js';
import { builtinDir } from './module-index.js';
import { orderedModules } from './module-names.js';
import type { Kernel, ModuleClosure } from './types.js';
import { type ModuleWork, sourceLog } from './work.js';

/** A file of the guest's `lib/modules/RELEASE`, below which `path` is: one of the host, or what was made for it. */
export type ModuleTreeFile = { readonly path: string } & ({ readonly source: string } | { readonly data: Buffer });

const BUILTIN = ['modules.builtin', 'modules.builtin.modinfo'];

/**
 * All files of the guest's `lib/modules/RELEASE`: the modules of `closure`, the lists of what is built in, and an index of
 * its own, made by depmod(8). None for a kernel without modules.
 */
export async function moduleTree(kernel: Kernel, closure: ModuleClosure, work: ModuleWork): Promise<ModuleTreeFile[]> {
  if (kernel.modules.kind === 'none' && closure.files.length === 0) return [];
  const modules = closure.files.map(({ source, dest }) => ({ path: dest, source }));
  const order = { path: 'modules.order', data: orderOf(kernel, closure, work) };
  const files = [...modules, ...builtinLists(kernel, work), order];
  return [...files, ...(await indexOf(files, kernel.release, work))];
}

/** What depmod writes beside these files. They are not copied for it. */
async function indexOf(files: readonly ModuleTreeFile[], release: string, work: ModuleWork): Promise<ModuleTreeFile[]> {
  await mkdir(work.workDir, { recursive: true });
  const modulesDir = await mkdtemp(join(work.workDir, 'modules-'));
  try {
    const dir = join(modulesDir, release);
    for (const place of new Set(files.map(({ path }) => dirname(path)))) {
      await mkdir(join(dir, place), { recursive: true });
    }
    for (const file of files) {
      if ('source' in file) await symlink(file.source, join(dir, file.path));
      else await writeFile(join(dir, file.path), file.data);
    }
    await depmod(modulesDir, release, work);
    const given = new Set(files.map(({ path }) => path));
    const names = (await readdir(dir)).filter((name) => name.startsWith('modules.') && !given.has(name)).sort();
    return await Promise.all(names.map(async (path) => ({ path, data: await readFile(join(dir, path)) })));
  } finally {
    await rm(modulesDir, { recursive: true, force: true });
  }
}

function builtinLists(kernel: Kernel, work: ModuleWork): ModuleTreeFile[] {
  const dir = builtinDir(kernel);
  if (dir === undefined) return [];
  const lists = BUILTIN.map((path) => ({ path, source: join(dir, path) }));
  return lists.filter(({ source }) => sourceLog(work).isFile(source));
}

/** `modules.order` of these modules alone, as the kernel's own says it: where several match an alias, it decides. */
function orderOf(kernel: Kernel, { files }: ModuleClosure, work: ModuleWork): Buffer {
  const { dir } = kernel.modules;
  const text = dir === undefined ? undefined : sourceLog(work).read(join(dir, 'modules.order'));
  const left = new Set(files.map(({ dest }) => dest.replace(/\.(gz|xz|zst)$/, '')));
  const own = orderedModules(text?.toString('utf8') ?? '').filter((path) => left.delete(path));
  return Buffer.from([...own, ...left].map((path) => `${path}\n`).join(''));
}
