import { posix } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { RapidoError } from '../errors.js';
import type { ImageEntry, RunFile } from './types.js';

/** Something that wants to be at `dest` in the guest. A directory's mode may be left to others. */
export type Claim =
  | Exclude<ImageEntry, { kind: 'dir' }>
  | { readonly kind: 'dir'; readonly dest: string; readonly mode?: number }
  | ({ readonly kind: 'run' } & RunFile);

export interface Claimed {
  readonly from: string;
  readonly claim: Claim;
}

/**
 * One claim for each destination, sorted by it. Equal claims are one, and a directory without a mode of its own yields
 * to a tree or a directory with one. Throws one RapidoError MANIFEST_CONFLICT with everything that cannot be together.
 */
export function settleClaims(all: readonly Claimed[]): Claim[] {
  const settled = new Map<string, Claimed>();
  const conflicts: string[] = [];
  for (const next of all) {
    const first = settled.get(next.claim.dest);
    const claim = first ? combine(first.claim, next.claim) : next.claim;
    if (!claim) conflicts.push(`${next.claim.dest} is to be ${said(first as Claimed)} and ${said(next)}`);
    else if (!first || claim !== first.claim) settled.set(claim.dest, { from: next.from, claim });
  }
  for (const { claim, from } of settled.values()) {
    const above = fileAbove(claim.dest, settled);
    if (above) conflicts.push(`${claim.dest} (${from}) lies below ${above.claim.dest}, which is ${said(above)}`);
  }
  if (conflicts.length > 0) {
    throw new RapidoError('MANIFEST_CONFLICT', conflicts.join('\n'), {
      hint: 'A destination can be one thing only: drop or change one of the two.',
    });
  }
  return [...settled.values()].map(({ claim }) => claim).sort((a, b) => (a.dest < b.dest ? -1 : 1));
}

function combine(one: Claim, other: Claim): Claim | undefined {
  if (isDeepStrictEqual(one, other)) return one;
  if (yields(one, other)) return other;
  return yields(other, one) ? one : undefined;
}

function yields(dir: Claim, to: Claim): boolean {
  return dir.kind === 'dir' && dir.mode === undefined && (to.kind === 'dir' || to.kind === 'tree');
}

function fileAbove(dest: string, settled: ReadonlyMap<string, Claimed>): Claimed | undefined {
  for (let above = posix.dirname(dest); above !== '/'; above = posix.dirname(above)) {
    const found = settled.get(above);
    if (found && ['file', 'data', 'run'].includes(found.claim.kind)) return found;
  }
  return undefined;
}

function said({ claim, from }: Claimed): string {
  return `${description(claim)} (${from})`;
}

function description(claim: Claim): string {
  const mode = 'mode' in claim && claim.mode !== undefined ? `, mode ${claim.mode.toString(8).padStart(4, '0')}` : '';
  if (claim.kind === 'file') return `the file ${claim.source}${mode}`;
  if (claim.kind === 'tree') return `the tree ${claim.source}`;
  if (claim.kind === 'slink') return `a symbolic link to ${claim.target}`;
  return claim.kind === 'dir' ? `a directory${mode}` : `a text of ${claim.text.length} characters${mode}`;
}
