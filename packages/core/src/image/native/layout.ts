import { parseLdCache } from '../../elf/ld-cache.js';
import { indexLdCache, type LdCacheIndex } from '../../elf/ld-cache-index.js';
import { startPace } from '../../pace.js';
import type { SourceLog } from '../../source-log.js';
import { GuestFiles } from './guest-files.js';
import { libraryCache } from './library-cache.js';
import { MissingNeeds } from './missing-needs.js';
import { Needs } from './needs.js';
import { Overlay } from './overlay.js';
import { needsOfTree, type Placing, placeEntries, placeTree } from './place-entries.js';
import { placeRootLinks } from './root-links.js';
import type { Layout, LayoutInput } from './types.js';

const LD_CACHE = '/etc/ld.so.cache';

/**
 * Finds all that is to be in an image: the entries, and what they need. The parts are `base`, one for each tree, named by
 * its destination, and `own`, which also holds what trees need. Trees come first, so that what stands by itself wins over
 * what a tree has in its place, while needs are met by a tree that has them. The same input gives the same layout as long
 * as the host's files stay the same. Throws RapidoErrors: MANIFEST_CONFLICT where a directory and something else would be
 * at one path, HOST where a source has gone meanwhile; and the reason of `signal` when it is aborted.
 */
export async function layOut(input: LayoutInput, log: SourceLog, signal?: AbortSignal): Promise<Layout> {
  signal?.throwIfAborted();
  const pace = startPace(signal);
  const guest = new GuestFiles();
  const [overlay, host] = [new Overlay(guest, log), new Overlay(new GuestFiles(), log)];
  const filters = effectiveFilters(input);
  const missing = new MissingNeeds((path) => isBelow(guest.canonicalDirectory(path), filters));
  const cache = hostCache(log);
  const needs = new Needs({ guest, overlay, host, log, cache, missing });
  const placing = (part: string): Placing => ({ guest, overlay, host, needs, log, part });
  const trees = [...input.base, ...input.own].filter((entry) => entry.kind === 'tree').sort(byDest);

  placeRootLinks(guest, log, 'base');
  for (const file of placeEntries(input.base, placing('base'))) needs.bringFor(file);
  for (const tree of trees) await placeTree(tree, placing(tree.dest), pace);
  for (const file of placeEntries(input.own, placing('own'))) needs.bringFor(file);
  for (const tree of trees) {
    for (const file of needsOfTree(tree, placing('own'))) {
      needs.bringFor(file);
      await pace();
    }
  }
  for (const path of filters) guest.removeAll(path);
  placeLibraryCache(guest, cache, needs, filters);
  return { parts: guest.parts(['base', ...trees.map(({ dest }) => dest), 'own']), missing: missing.list() };
}

function hostCache(log: SourceLog): LdCacheIndex {
  return indexLdCache(parseLdCache(log.read(LD_CACHE) ?? Buffer.alloc(0)));
}

/** A filter takes nothing away that is asked for by name. */
function effectiveFilters({ base, own, filters }: LayoutInput): string[] {
  return filters.filter((filter) => ![...base, ...own].some(({ dest }) => isBelow(dest, [filter])));
}

function isBelow(path: string, places: readonly string[]): boolean {
  return places.some((place) => path === place || path.startsWith(`${place}/`));
}

/** Programs would find most of their libraries without one, but not those that only the host's cache knows. */
function placeLibraryCache(guest: GuestFiles, cache: LdCacheIndex, needs: Needs, filters: readonly string[]): void {
  if (guest.get(LD_CACHE) !== undefined || isBelow(LD_CACHE, filters)) return;
  const data = libraryCache(guest, cache.dirs, (content) => needs.elfOf(content));
  if (data) guest.place(LD_CACHE, { kind: 'data', mode: 0o644, data }, 'own', 'need');
}

function byDest(one: { readonly dest: string }, other: { readonly dest: string }): number {
  return one.dest < other.dest ? -1 : 1;
}
