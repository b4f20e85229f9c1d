import { join } from 'node:path';
import { RapidoError } from '../errors.js';
import type { SourceLog } from '../source-log.js';
import { type AliasLookup, aliasLookup } from './aliases.js';
import type { IndexedModule, OwnModules } from './module-index.js';
import { type ModuleInfo, readModuleInfo, readModuleInfos, wishes } from './module-info.js';
import { isModuleFile, moduleName, orderedModules, plainName } from './module-names.js';
import type { ModuleSource } from './types.js';
import { type ModuleWork, sourceLog } from './work.js';

/** Where algorithms are: nearly all aliases that modules ask for are theirs, and few modules are there. */
const CRYPTO = /(^|\/)crypto\//;

type Place = Pick<IndexedModule, 'name' | 'path' | 'source'>;

/** An index of modules that have none: of a build tree, by its `modules.order`, or of a directory that lacks modules.dep. */
export function fileIndex(modules: Exclude<ModuleSource, { kind: 'none' }>, work: ModuleWork): OwnModules {
  const log = sourceLog(work);
  const listed = modules.kind === 'tree' ? treePlaces(modules.dir, log) : installedPlaces(modules.dir, log);
  const places = new Map(listed.map((place) => [place.name, place]));
  // modpost writes it whenever it has linked modules: as long as it is the same, the aliases of all are.
  const isNoted = log.isFile(join(modules.dir, 'Module.symvers'));
  const described = new Map<string, Promise<IndexedModule>>();
  const everywhere = [...places.values()];
  const inCrypto = lazyLookup(
    everywhere.filter(({ path }) => CRYPTO.test(path)),
    isNoted,
    work,
  );
  const inAll = lazyLookup(everywhere, isNoted, work);
  return {
    async module(name) {
      const place = places.get(name);
      if (place && !described.has(name)) described.set(name, describe(place, work));
      return described.get(name);
    },
    async aliases(name) {
      const found = (await inCrypto())(name);
      return found.length > 0 ? found : (await inAll())(name);
    },
  };
}

/** One that was not built is known by its name alone. */
async function describe(place: Place, work: ModuleWork): Promise<IndexedModule> {
  if (!sourceLog(work).isFile(place.source)) return { ...place, depends: [], soft: [] };
  const read = await readModuleInfo(place.source, work);
  if ('problem' in read) {
    throw new RapidoError('KERNEL_UNTESTABLE', read.problem, { hint: 'Build the modules again: make modules' });
  }
  return { ...place, ...needs(read.info) };
}

/** What a module depends on, and what it would like to have with it, as it says itself. */
export function needs(info: ModuleInfo): Pick<IndexedModule, 'depends' | 'soft'> {
  const all = (key: string) => info.get(key) ?? [];
  return {
    depends: all('depends').flatMap((names) => names.split(',').filter(Boolean).map(plainName)),
    soft: wishes([...all('softdep'), ...all('weakdep')]),
  };
}

/** Looks aliases up in modules that are read when one is looked up for the first time. */
function lazyLookup(places: readonly Place[], isNoted: boolean, work: ModuleWork): () => Promise<AliasLookup> {
  let lookup: Promise<AliasLookup> | undefined;
  return () => {
    lookup ??= aliasesOf(places, isNoted, work);
    return lookup;
  };
}

async function aliasesOf(places: readonly Place[], isNoted: boolean, work: ModuleWork): Promise<AliasLookup> {
  const there = isNoted ? places : places.filter(({ source }) => sourceLog(work).isFile(source));
  const infos = await readModuleInfos(
    there.map(({ source }) => source),
    work,
  );
  const lines = there.flatMap(({ name, source }) =>
    (infos.get(source)?.get('alias') ?? []).map((pattern) => `alias ${pattern} ${name}\n`),
  );
  return aliasLookup(lines.join(''));
}

/** Every module of a build, and where `make modules_install` would put it. */
function treePlaces(tree: string, log: SourceLog): Place[] {
  return orderedModules(log.read(join(tree, 'modules.order'))?.toString('utf8') ?? '').map((path) => ({
    name: moduleName(path),
    path,
    source: join(tree, path.replace(/^kernel\//, '')),
  }));
}

/** Every module below a directory; of two with one name that in `updates` counts, as for depmod.d(5). */
function installedPlaces(dir: string, log: SourceLog): Place[] {
  const tops = log.names(dir).filter((name) => name !== 'build' && name !== 'source');
  const paths = tops.flatMap((name) => modulesBelow(dir, name, log));
  const isUpdate = (path: string) => Number(path.startsWith('updates/'));
  paths.sort((a, b) => isUpdate(a) - isUpdate(b));
  return paths.map((path) => ({ name: moduleName(path), path, source: join(dir, path) }));
}

function modulesBelow(dir: string, path: string, log: SourceLog): string[] {
  if (isModuleFile(path)) return [path];
  return log.names(join(dir, path)).flatMap((name) => modulesBelow(dir, join(path, name), log));
}
