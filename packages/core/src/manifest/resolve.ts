import { basename } from 'node:path';
import type { Environment } from '../host.js';
import { SourceLog } from '../source-log.js';
import { type Claim, type Claimed, settleClaims } from './claims.js';
import { groupBy } from './group-by.js';
import { entryLocator, type Located, type Search } from './locate.js';
import { mergedDirs } from './merged-dirs.js';
import type { ImageEntry, ManifestEntry, ResolvedManifest, RunFile } from './types.js';

export interface ResolveOptions {
  readonly environment: Environment;
  /**
   * What every image holds: no filter removes it. It gives way to what the cut brings in its place, but for what lies
   * below /rapido.
   */
  readonly builtinEntries?: readonly ManifestEntry[];
  /** Gets to know all that is looked at. */
  readonly log?: SourceLog;
}

type LocatedOf<K extends Located['kind']> = Extract<Located, { kind: K }>;

/**
 * Finds the sources of all entries and sorts them out: for the image, for the run payload, for the kernel's modules.
 * What is not there is returned as `missing`, not thrown. Entries at or below a filter's destination are dropped,
 * wherever the filter stands. Throws a RapidoError MANIFEST_CONFLICT where two entries cannot be together.
 */
export async function resolveManifest(
  entries: readonly ManifestEntry[],
  { environment, builtinEntries = [], log = new SourceLog() }: ResolveOptions,
): Promise<ResolvedManifest> {
  const plain = mergedDirs(log);
  const filters = [...new Set(entries.flatMap((entry) => (entry.kind === 'filter' ? [plain(entry.dest)] : [])))].sort();
  const kept = (entry: ManifestEntry) => !('dest' in entry && isBelow(plain(entry.dest ?? ''), filters));
  const locate = entryLocator(environment, plain, log);
  const own = entries
    .filter(kept)
    .map(locate)
    .filter(({ located }) => !located || kept(located));
  const taken = new Set(own.map(({ located }) => (located && 'dest' in located ? located.dest : undefined)));
  const stays = ({ located }: Search) =>
    !located || !('dest' in located) || !taken.has(located.dest) || isBelow(located.dest, ['/rapido']);
  const builtin = builtinEntries.map(locate).filter(stays);
  const searches = [...builtin, ...own];
  const located = searches.flatMap((search) => search.located ?? []);
  const scripts = autorunClaims(located);
  const claims = settleClaims([...located.flatMap(claimed), ...scripts]);
  return {
    entries: claims.flatMap(imageEntry),
    builtin: new Set(builtin.flatMap(({ located }) => (located && 'dest' in located ? located.dest : []))),
    filters,
    runFiles: claims.flatMap(runFile),
    modules: modules(located),
    autorun: scripts.map(({ claim }) => claim.dest),
    missing: searches.flatMap(({ missing }) => missing ?? []),
  };
}

function isBelow(dest: string, places: readonly string[]): boolean {
  return places.some((place) => dest === place || dest.startsWith(place === '/' ? place : `${place}/`));
}

/** What an entry puts at its destination; autoruns have theirs from their order. */
function claimed(entry: Located): Claimed[] {
  if (entry.kind === 'kmod' || entry.kind === 'filter' || entry.kind === 'autorun') return [];
  return [{ from: entry.from, claim: claimOf(entry) }];
}

function claimOf(entry: LocatedOf<'file' | 'tree' | 'dir' | 'slink' | 'data'>): Claim {
  const { kind, dest } = entry;
  const mode = 'mode' in entry ? { mode: entry.mode } : {};
  switch (kind) {
    case 'file':
      return { kind, dest, source: entry.source, needs: true, ...mode };
    case 'tree':
      return { kind, dest, source: entry.source, exclude: entry.exclude ?? [], needs: entry.libs ?? true };
    case 'dir':
      return { kind, dest, ...mode };
    case 'slink':
      return { kind, dest, target: entry.target };
    case 'data': {
      const { text, secret = false, perRun = secret } = entry;
      const asked = entry.mode ?? (secret ? 0o600 : 0o644);
      return perRun ? { kind: 'run', dest, text, mode: asked, secret } : { kind, dest, text, mode: asked };
    }
  }
}

/** `/rapido/autorun/00-simple-example.sh` and so on, in the order asked; a script that is asked for twice runs once. */
function autorunClaims(located: readonly Located[]): Claimed[] {
  const scripts = new Map(located.flatMap((entry) => (entry.kind === 'autorun' ? [[entry.source, entry.from]] : [])));
  return [...scripts].map(([source, from], index) => {
    const dest = `/rapido/autorun/${String(index).padStart(2, '0')}-${basename(source, '.sh')}.sh`;
    return { from, claim: { kind: 'file', dest, source, needs: false } };
  });
}

/** A module that is asked for twice is one: loaded if one asks for that, optional only if all do. */
function modules(located: readonly Located[]): ResolvedManifest['modules'] {
  const asked = located.flatMap((entry) => (entry.kind === 'kmod' ? [entry] : []));
  return groupBy(asked, ({ name }) => name.replaceAll('-', '_')).map((same) => ({
    name: same[0].name,
    load: same.some(({ load }) => load),
    ...(same.every(({ optional }) => optional) && { optional: true as const }),
    from: same[0].from,
  }));
}

function imageEntry(claim: Claim): ImageEntry[] {
  if (claim.kind === 'run') return [];
  return [claim.kind === 'dir' ? { ...claim, mode: claim.mode ?? 0o755 } : claim];
}

function runFile(claim: Claim): RunFile[] {
  if (claim.kind !== 'run') return [];
  const { kind: _, ...file } = claim;
  return [file];
}
