import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RapidoError } from '../errors.js';
import { depmod } from './depmod.js';
import { BUILTIN_LISTS, readBuiltin } from './module-builtin.js';
import { builtinDir } from './module-index.js';
import { readPlainModule } from './module-info.js';
import { placeInOrder } from './module-names.js';
import { type DescribedModule, ownIndex } from './module-own-index.js';
import type { Kernel, ModuleClosure } from './types.js';
import { type ModuleWork, sourceLog } from './work.js';

type File = ModuleClosure['files'][number];

/** A file of the guest's `lib/modules/RELEASE`, below which `path` is: one of the host, or what was made for it. */
export type ModuleTreeFile = { readonly path: string } & ({ readonly source: string } | { readonly data: Buffer });

/**
 * All files of the guest's `lib/modules/RELEASE`: the modules of `closure`, the lists of what is built in, and an index of
 * its own. None for a kernel without modules.
 */
export async function moduleTree(kernel: Kernel, closure: ModuleClosure, work: ModuleWork): Promise<ModuleTreeFile[]> {
  if (kernel.modules.kind === 'none' && closure.files.length === 0) return [];
  const modules = inOrder(kernel, closure, work);
  const lines = modules.map(({ dest }) => `${plainPath(dest)}\n`).join('');
  const files: ModuleTreeFile[] = [
    ...modules.map(({ source, dest }) => ({ path: dest, source })),
    ...builtinLists(kernel, work),
    { path: 'modules.order', data: Buffer.from(lines) },
  ];
  const described = describe(modules);
  if (described === undefined) return [...files, ...(await depmodIndex(files, kernel.release, work))];
  const index = ownIndex(described, readBuiltin(builtinDir(kernel), sourceLog(work)));
  return [...files, ...Array.from(index, ([path, data]) => ({ path, data }))];
}

/** Undefined where one of them is compressed. A RapidoError for one that is neither compressed nor a module. */
function describe(modules: readonly File[]): DescribedModule[] | undefined {
  const described: DescribedModule[] = [];
  for (const { name, source, dest } of modules) {
    const module = readPlainModule(source);
    if (module === undefined && !source.endsWith('.ko')) return undefined;
    if (module === undefined) {
      throw new RapidoError('KERNEL_UNTESTABLE', `${source} is no kernel module, or a damaged one.`, {
        hint: 'Build it again, or install it again.',
      });
    }
    described.push({ name, path: dest, ...module });
  }
  return described;
}

/** What depmod(8) writes beside these files; it can unpack modules. They are not copied for it. */
async function depmodIndex(
  files: readonly ModuleTreeFile[],
  release: string,
  work: ModuleWork,
): Promise<ModuleTreeFile[]> {
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
  const lists = BUILTIN_LISTS.map((path) => ({ path, source: join(dir, path) }));
  return lists.filter(({ source }) => sourceLog(work).isFile(source));
}

/** The modules as the kernel's own `modules.order` has them: where several match an alias, it decides. */
function inOrder(kernel: Kernel, { files }: ModuleClosure, work: ModuleWork): readonly File[] {
  const { dir } = kernel.modules;
  const text = dir === undefined ? undefined : sourceLog(work).read(join(dir, 'modules.order'))?.toString('latin1');
  const places = new Map(files.map((file) => [file, placeInOrder(text ?? '', file.dest)]));
  const placeOf = (file: File) => places.get(file) ?? 0;
  // Those that it does not have come last, as they are.
  return files.toSorted((a, b) => (placeOf(a) === placeOf(b) ? 0 : placeOf(a) - placeOf(b)));
}

/** Without the suffix of what compressed it. */
function plainPath(path: string): string {
  return path.replace(/\.(gz|xz|zst)$/, '');
}
