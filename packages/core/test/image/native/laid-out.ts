import { layOut } from '../../../src/image/native/layout.js';
import type { Layout, LayoutInput, Member } from '../../../src/image/native/types.js';
import type { ImageEntry } from '../../../src/manifest/types.js';
import { SourceLog } from '../../../src/source-log.js';

type EntryOf<K extends ImageEntry['kind']> = Extract<ImageEntry, { kind: K }>;

export interface LaidOut extends Layout {
  /** All members by their paths. */
  readonly members: ReadonlyMap<string, Member>;
  /** Source of a file of the guest, target of a link with an arrow before it, or the kind of anything else. */
  at(path: string): string | undefined;
}

export async function layOutEntries(own: readonly ImageEntry[], more: Partial<LayoutInput> = {}): Promise<LaidOut> {
  const layout = await layOut({ base: [], own, filters: [], ...more }, new SourceLog());
  const members = new Map(layout.parts.flatMap((part) => part.members).map((member) => [member.path, member]));
  return { ...layout, members, at: (path) => shown(members.get(path)) };
}

function shown(member: Member | undefined): string | undefined {
  if (member?.kind === 'file') return member.source;
  return member?.kind === 'symlink' ? `-> ${member.target}` : member?.kind;
}

/** The entry for a file in its place, or at `dest`. */
export function file(source: string, dest = source, more: Partial<EntryOf<'file'>> = {}): EntryOf<'file'> {
  return { kind: 'file', dest, source, needs: true, ...more };
}

export function tree(source: string, dest = source, more: Partial<EntryOf<'tree'>> = {}): EntryOf<'tree'> {
  return { kind: 'tree', dest, source, exclude: [], needs: true, ...more };
}
