import { posix } from 'node:path';
import { type Architecture, architectureOf, defaultDirs } from './architectures.js';
import { expandTokens } from './dynamic-tokens.js';
import type { LdCacheEntry } from './ld-cache.js';
import type { ElfFile } from './read-elf.js';

/** A path in the guest, and the file of the host that is to be there if the image itself has none. */
export interface Place {
  readonly guest: string;
  readonly host?: string;
}

/** A program, or a library with what has loaded it. */
export interface LoadedObject {
  readonly elf: ElfFile;
  readonly place: Place;
  readonly loader?: LoadedObject;
}

/** For CPUs that have more than the least of their architecture: below each directory (ld.so(8), "Hardware capabilities"). */
const VARIANTS = 'glibc-hwcaps';

/**
 * Where the loader of a guest looks for a library that `loader` needs, in its order (ld.so(8)), LD_LIBRARY_PATH left aside.
 * Variants for better CPUs come at the end, the least demanding ones first, as the guest's CPU may have less than the
 * host's.
 */
export function libraryPlaces(name: string, loader: LoadedObject, cache: LdCache): Place[] {
  const architecture = architectureOf(loader.elf);
  if (name.includes('/')) return expandTokens(name, loader.place, architecture).filter(isAbsolute);
  const own = ownDirs(loader, architecture).map((dir) => below(dir, name));
  const common = commonPlaces(name, loader, cache, architecture);
  const variants = (architecture?.variants ?? []).flatMap((variant) =>
    [...own, ...common.defaults].map((place) => variantOf(place, variant)),
  );
  return [...own, ...common.cached, ...common.defaults, ...variants, ...common.cachedVariants];
}

/** The libraries of the host's cache, by name, and the directories that they are in. */
export interface LdCache {
  readonly entries: ReadonlyMap<string, readonly LdCacheEntry[]>;
  readonly dirs: readonly string[];
}

/** Sorts a cache's libraries out by name. */
export function indexLdCache(entries: readonly LdCacheEntry[]): LdCache {
  const byName = new Map<string, LdCacheEntry[]>();
  for (const entry of entries) byName.set(entry.name, [...(byName.get(entry.name) ?? []), entry]);
  const dirs = entries.filter(({ isVariant }) => !isVariant).map(({ path }) => posix.dirname(path));
  return { entries: byName, dirs: [...new Set(dirs)] };
}

/** DT_RPATH of it and of what has loaded it, or DT_RUNPATH, which hides DT_RPATH. */
function ownDirs(loader: LoadedObject, architecture: Architecture | undefined): Place[] {
  const { runpath } = loader.elf;
  if (runpath !== undefined) return pathDirs(runpath, loader.place, architecture);
  const dirs: Place[] = [];
  for (let object: LoadedObject | undefined = loader; object; object = object.loader) {
    const { rpath, runpath: own } = object.elf;
    if (rpath !== undefined && own === undefined) dirs.push(...pathDirs(rpath, object.place, architecture));
  }
  return dirs;
}

function pathDirs(list: string, of: Place, architecture: Architecture | undefined): Place[] {
  return list.split(':').flatMap((dir) => expandTokens(dir, of, architecture).filter(isAbsolute));
}

/** Nothing is known of the directory that a program will be started in. */
function isAbsolute({ guest }: Place): boolean {
  return guest.startsWith('/');
}

/**
 * The host's cache, what the image itself has in the directories of the cache, and the loader's own directories. With
 * DF_1_NODEFLIB it takes nothing from the latter, nor from below them by the cache.
 */
function commonPlaces(name: string, { elf }: LoadedObject, cache: LdCache, architecture: Architecture | undefined) {
  const dirs = architecture ? defaultDirs(architecture) : ['/lib', '/usr/lib'];
  const isUsable = (path: string) => !elf.noDefaultLibraries || !dirs.some((dir) => path.startsWith(`${dir}/`));
  const entries = (cache.entries.get(name) ?? []).filter(
    ({ flags, path }) => (architecture === undefined || flags === architecture.cacheFlags) && isUsable(path),
  );
  const places = (variant: boolean) =>
    entries.filter(({ isVariant }) => isVariant === variant).map(({ path }) => ({ guest: path, host: path }));
  const ofImage = cache.dirs.map((dir) => ({ guest: `${dir}/${name}` })).filter(({ guest }) => isUsable(guest));
  return {
    cached: [...places(false), ...ofImage],
    cachedVariants: places(true),
    defaults: elf.noDefaultLibraries ? [] : dirs.map((dir) => below({ guest: dir, host: dir }, name)),
  };
}

function below({ guest, host }: Place, name: string): Place {
  return { guest: `${guest}/${name}`, ...(host !== undefined && { host: `${host}/${name}` }) };
}

function variantOf({ guest, host }: Place, variant: string): Place {
  const path = (plain: string) => `${posix.dirname(plain)}/${VARIANTS}/${variant}/${posix.basename(plain)}`;
  return { guest: path(guest), ...(host !== undefined && { host: path(host) }) };
}
