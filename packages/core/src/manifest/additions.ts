import { RapidoError } from '../errors.js';
import { Fault } from './fault.js';
import type { Expand } from './fest-words.js';
import { guestPath, hostPath, moduleSource, programSource } from './paths.js';
import { followIncludes } from './read-fest.js';
import type { Manifested, ManifestItem } from './types.js';

/** What the command line adds to a cut, as it was typed. */
export interface Additions {
  readonly bin?: readonly string[];
  readonly kmod?: readonly string[];
  /** `SRC[:DEST]` */
  readonly file?: readonly string[];
  /** `SRC[:DEST]` */
  readonly tree?: readonly string[];
  /** `.fest` files */
  readonly manifest?: readonly string[];
}

/**
 * The entries that `--bin`, `--kmod`, `--file`, `--tree` and `--manifest` ask for; paths are relative to `cwd`.
 * Throws one RapidoError USAGE with all values that cannot be understood.
 */
export async function parseAdditions(
  { bin = [], kmod = [], file = [], tree = [], manifest = [] }: Additions,
  { cwd, expand }: { readonly cwd: string; readonly expand: Expand },
): Promise<Manifested> {
  const faults: string[] = [];
  const read = (flag: string, values: readonly string[], item: (value: string) => ManifestItem) =>
    values.flatMap((value) => {
      try {
        return [item(value)];
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        faults.push(`${flag} ${value}: ${error.message}`);
        return [];
      }
    });
  const items = [
    ...read('--bin', bin, (name) => ({ from: '--bin', kind: 'bin', source: programSource({ dir: cwd }, name) })),
    ...read('--kmod', kmod, (name) => ({
      from: '--kmod',
      kind: 'kmod',
      name: moduleSource({ dir: cwd }, name),
      load: true,
    })),
    ...read('--file', file, (value) => ({ from: '--file', kind: 'file', ...sourceAndDest(value, cwd) })),
    ...read('--tree', tree, (value) => ({ from: '--tree', kind: 'tree', ...sourceAndDest(value, cwd) })),
    ...read('--manifest', manifest, (path) => ({
      from: '--manifest',
      kind: 'include',
      source: hostPath({ dir: cwd }, path),
    })),
  ];
  if (faults.length > 0) throw new RapidoError('USAGE', faults.join('\n'));
  return followIncludes(items, { expand });
}

/** `SRC[:DEST]`; without DEST it keeps its path. */
function sourceAndDest(value: string, cwd: string): { source: string; dest: string } {
  const [, source, dest] = /^(.+):(\/.*)$/s.exec(value) ?? [];
  if (source !== undefined && dest !== undefined)
    return { source: hostPath({ dir: cwd }, source), dest: guestPath(dest) };
  if (value.includes(':')) throw new Fault('after a colon stands the destination, an absolute path: SRC[:DEST]');
  const path = hostPath({ dir: cwd }, value);
  return { source: path, dest: path };
}
