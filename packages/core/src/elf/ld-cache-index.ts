import { posix } from 'node:path';
import type { LdCacheEntry } from './ld-cache.js';

/** The libraries of a loader's cache by name, and the directories that they are in. */
export interface LdCacheIndex {
  readonly entries: ReadonlyMap<string, readonly LdCacheEntry[]>;
  readonly dirs: readonly string[];
}

export function indexLdCache(entries: readonly LdCacheEntry[]): LdCacheIndex {
  const byName = new Map<string, LdCacheEntry[]>();
  for (const entry of entries) {
    const same = byName.get(entry.name);
    if (same) same.push(entry);
    else byName.set(entry.name, [entry]);
  }
  const dirs = entries.filter(({ isVariant }) => !isVariant).map(({ path }) => posix.dirname(path));
  return { entries: byName, dirs: [...new Set(dirs)] };
}
