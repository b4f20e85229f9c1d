import { posix } from 'node:path';
import { architectureOf, defaultDirs } from '../../elf/architectures.js';
import { formatLdCache, type LdCacheEntry } from '../../elf/ld-cache.js';
import type { ElfFile } from '../../elf/read-elf.js';
import type { GuestFiles } from './guest-files.js';
import type { Content } from './tree-walk.js';

/** The names that ldconfig(8) takes for those of libraries. */
const LIBRARY = /^(lib|ld-).*\.so(\.|$)/;

type CacheEntry = Omit<LdCacheEntry, 'isVariant'>;

/**
 * The loader's cache of a guest: the libraries that it has in the directories of the host's cache, and in the loader's
 * own; undefined where there are none.
 */
export function libraryCache(
  guest: GuestFiles,
  cachedDirs: readonly string[],
  elfOf: (content: Content) => ElfFile | undefined,
): Buffer | undefined {
  const dirs = new Set([...cachedDirs, ...defaultDirs()].map((dir) => guest.canonicalDirectory(dir)));
  const paths = [...guest.entries()].map(([path]) => path);
  const libraries = paths.filter((path) => dirs.has(posix.dirname(path)) && LIBRARY.test(posix.basename(path)));
  const order = [...dirs];
  const rank = (path: string) => order.indexOf(posix.dirname(path));
  const entries = libraries.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)).flatMap(entryOf);
  return entries.length > 0 ? formatLdCache(withoutDoubles(entries)) : undefined;

  /** A link goes by its own name, a file by the one that it gives itself. */
  function entryOf(path: string): CacheEntry[] {
    const content = guest.get(guest.canonicalDirectory(path));
    const elf = content && elfOf(content);
    const flags = elf?.isShared ? architectureOf(elf)?.cacheFlags : undefined;
    if (!elf || flags === undefined) return [];
    const base = posix.basename(path);
    const name = guest.get(path)?.kind === 'symlink' ? base : (elf.soname ?? base);
    const named = posix.join(posix.dirname(path), name);
    return [{ name, path: guest.get(named) ? named : path, flags }];
  }
}

function withoutDoubles(entries: readonly CacheEntry[]): CacheEntry[] {
  const first = new Map<string, CacheEntry>();
  for (const entry of entries) {
    const key = `${entry.flags} ${entry.name}`;
    if (!first.has(key)) first.set(key, entry);
  }
  return [...first.values()];
}
