import { type Architecture, architectureOf, defaultDirs } from './architectures.js';
import { expandTokens } from './dynamic-tokens.js';
import type { LdCacheIndex } from './ld-cache-index.js';
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

/** Of an architecture that is not known here. */
const FALLBACK_DIRS = ['/lib', '/usr/lib'];

/**
 * Where the loader of a guest looks for a library that `loader` needs, in its order (ld.so(8)), LD_LIBRARY_PATH left aside.
 * Beside the host's cache there is what the image itself has in the cache's directories. Variants for better CPUs come at
 * the end, the least demanding ones first, as the guest's CPU may have less than the host's.
 */
export function* libraryPlaces(name: string, loader: LoadedObject, cache: LdCacheIndex): Generator<Place> {
  const architecture = architectureOf(loader.elf);
  if (name.includes('/')) {
    yield* expandTokens(name, loader.place, architecture).filter(isAbsolute);
    return;
  }
  const inDirs = (dirs: readonly Place[], path: string) => dirs.map((dir) => below(dir, path));
  const own = ownDirs(loader, architecture);
  yield* inDirs(own, name);
  const usual = architecture ? defaultDirs(architecture) : FALLBACK_DIRS;
  const isOpen = ({ guest }: Place) =>
    !loader.elf.noDefaultLibraries || !usual.some((dir) => guest.startsWith(`${dir}/`));
  const cached = cachedPlaces(name, cache, architecture?.cacheFlags);
  yield* cached.plain.filter(isOpen);
  yield* cache.dirs.map((dir) => ({ guest: `${dir}/${name}` })).filter(isOpen);
  const common = loader.elf.noDefaultLibraries ? [] : usual.map((dir) => ({ guest: dir, host: dir }));
  yield* inDirs(common, name);
  for (const variant of architecture?.variants ?? []) {
    yield* inDirs([...own, ...common], `${VARIANTS}/${variant}/${name}`);
  }
  yield* cached.variants.filter(isOpen);
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

function cachedPlaces(name: string, cache: LdCacheIndex, flags: number | undefined) {
  const entries = (cache.entries.get(name) ?? []).filter((entry) => flags === undefined || entry.flags === flags);
  const places = (wanted: boolean): Place[] =>
    entries.filter(({ isVariant }) => isVariant === wanted).map(({ path }) => ({ guest: path, host: path }));
  return { plain: places(false), variants: places(true) };
}

function below({ guest, host }: Place, path: string): Place {
  return { guest: `${guest}/${path}`, ...(host !== undefined && { host: `${host}/${path}` }) };
}
