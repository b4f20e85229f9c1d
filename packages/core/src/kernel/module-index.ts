import { join, resolve } from 'node:path';
import { isFile, textOf } from '../files.js';
import { type AliasLookup, aliasLookup } from './aliases.js';
import { withOwnIndex } from './module-index-own.js';
import { lines, moduleName, plainName } from './module-names.js';
import type { Kernel } from './types.js';
import type { ModuleWork } from './work.js';

/** What depmod(8) knows of a kernel's modules. Names are those of `moduleName`. */
export interface ModuleIndex {
  readonly modules: ReadonlyMap<string, IndexedModule>;
  readonly builtin: ReadonlySet<string>;
  /** Names or aliases of what a module would like to have with it, by the module's name. */
  readonly soft: ReadonlyMap<string, readonly string[]>;
  readonly aliases: AliasLookup;
  /** As `aliases`, of what is built in. */
  readonly builtinAliases: AliasLookup;
}

export interface IndexedModule {
  readonly name: string;
  /** Below `lib/modules/RELEASE`. */
  readonly path: string;
  readonly source: string;
  /** All modules that it needs, direct or not, by name. */
  readonly depends: readonly string[];
}

/** The index of a kernel's modules: the installed one, or one made of the build tree, into which nothing is written. */
export async function moduleIndex(kernel: Kernel, work: ModuleWork): Promise<ModuleIndex> {
  const { modules } = kernel;
  const builtin = await readBuiltin(builtinDir(kernel));
  if (modules.kind === 'none') return { ...NO_MODULES, ...builtin };
  const inPlace = (path: string) => resolve(modules.dir, path);
  if (modules.kind === 'installed' && (await isFile(join(modules.dir, 'modules.dep')))) {
    return { ...(await readIndex(modules.dir, inPlace)), ...builtin };
  }
  const inTree = (path: string) => join(modules.dir, path.replace(/^kernel\//, ''));
  const locate = modules.kind === 'tree' ? inTree : inPlace;
  return withOwnIndex(kernel, work, async (dir) => ({ ...(await readIndex(dir, locate)), ...builtin }));
}

/** Where `modules.builtin` says what is built into `kernel`. */
export function builtinDir(kernel: Kernel): string | undefined {
  return kernel.tree?.dir ?? kernel.modules.dir;
}

const NO_MODULES = { modules: new Map(), soft: new Map(), aliases: () => [] };

async function readIndex(dir: string, locate: (path: string) => string) {
  const read = async (name: string) => (await textOf(join(dir, name))) ?? '';
  const [dep, softdep, weakdep, alias] = await Promise.all(
    ['modules.dep', 'modules.softdep', 'modules.weakdep', 'modules.alias'].map(read),
  );
  return {
    modules: parseDependencies(dep ?? '', locate),
    soft: parseWishes(`${softdep}\n${weakdep}`),
    aliases: lazily(() => aliasLookup(parseAliases(alias ?? ''))),
  };
}

async function readBuiltin(dir: string | undefined) {
  const read = async (name: string) => (dir === undefined ? undefined : await textOf(join(dir, name))) ?? '';
  const [names, modinfo] = await Promise.all([read('modules.builtin'), read('modules.builtin.modinfo')]);
  return {
    builtin: new Set(lines(names).map(moduleName)),
    builtinAliases: lazily(() => aliasLookup(parseBuiltinAliases(modinfo))),
  };
}

/** Parsing all aliases takes longer than all the rest, and is seldom needed. */
function lazily(make: () => AliasLookup): AliasLookup {
  let lookup: AliasLookup | undefined;
  return (name) => {
    lookup ??= make();
    return lookup(name);
  };
}

/** modules.dep(5): `kernel/fs/xfs/xfs.ko: kernel/lib/libcrc32c.ko`. */
function parseDependencies(text: string, locate: (path: string) => string): Map<string, IndexedModule> {
  const modules = lines(text).map((line): [string, IndexedModule] => {
    const [path = '', depends = ''] = line.split(':');
    const name = moduleName(path);
    return [name, { name, path, source: locate(path), depends: depends.split(' ').filter(Boolean).map(moduleName) }];
  });
  return new Map(modules);
}

/** modules.softdep and modules.weakdep: `softdep ext4 pre: crypto-crc32c post: x`, `weakdep a b`. */
function parseWishes(text: string): Map<string, string[]> {
  const wishes = new Map<string, string[]>();
  for (const line of lines(text)) {
    const [kind, module, ...names] = line.split(/\s+/);
    if ((kind !== 'softdep' && kind !== 'weakdep') || module === undefined) continue;
    const name = plainName(module);
    const wanted = names.filter((word) => word !== '' && word !== 'pre:' && word !== 'post:');
    wishes.set(name, [...(wishes.get(name) ?? []), ...wanted]);
  }
  return wishes;
}

/** `alias fs-xfs xfs` */
function parseAliases(text: string): [string, string][] {
  return lines(text).flatMap((line): [string, string][] => {
    const [kind, pattern, module] = line.split(' ');
    return kind === 'alias' && pattern && module ? [[pattern, plainName(module)]] : [];
  });
}

/** modules.builtin.modinfo: `zbud.alias=zpool-zbud`, each ended by a NUL. */
function parseBuiltinAliases(text: string): [string, string][] {
  return [...text.matchAll(/(?:^|\0)([\w-]+)\.alias=([^\0]*)/g)].map(([, module = '', pattern = '']) => [
    pattern,
    plainName(module),
  ]);
}
