import { posix } from 'node:path';
import { RapidoError } from '../../errors.js';
import type { ImageEntry } from '../../manifest/types.js';
import type { SourceLog } from '../../source-log.js';
import { childOf, type GuestFiles, type Rank } from './guest-files.js';
import type { Needs, Needy } from './needs.js';
import type { Overlay } from './overlay.js';
import { type Content, walkTree } from './tree-walk.js';

export type EntryOf<K extends ImageEntry['kind']> = Extract<ImageEntry, { kind: K }>;

export interface Placing {
  readonly guest: GuestFiles;
  /** The guest over the host, and the host by itself. */
  readonly overlay: Overlay;
  readonly host: Overlay;
  readonly needs: Needs;
  readonly log: SourceLog;
  /** That all goes to. */
  readonly part: string;
}

/**
 * Puts all entries but trees into the guest, those that others may lead through first; a file that stays in its place
 * brings the links that lead to it. Returns the files whose needs are to come along.
 */
export function placeEntries(entries: readonly ImageEntry[], placing: Placing): Needy[] {
  const { guest, part } = placing;
  const files = entries.filter((entry) => entry.kind === 'file');
  for (const entry of entries) {
    if (entry.kind === 'slink') place(entry.dest, { kind: 'symlink', mode: 0o777, target: entry.target });
  }
  for (const entry of entries) {
    if (entry.kind === 'dir') placeDirectory(guest, entry.dest, { kind: 'dir', mode: entry.mode }, part, 'entry');
    if (entry.kind === 'data') place(entry.dest, { kind: 'data', mode: entry.mode, data: Buffer.from(entry.text) });
  }
  const isInPlace = ({ dest, source, mode, needs }: EntryOf<'file'>) => dest === source && mode === undefined && needs;
  return [
    ...files.filter((file) => !isInPlace(file)).map((file) => placeElsewhere(file, placing)),
    ...files.filter(isInPlace).map((file) => placeInPlace(file, placing)),
  ].filter((needy) => needy !== undefined);

  function place(dest: string, content: Content): void {
    guest.place(guest.canonical(dest), content, part, 'entry');
  }
}

/** Puts a directory of the host and all that it holds into the guest; `pace` is called after each thing (`startPace`). */
export async function placeTree(
  tree: EntryOf<'tree'>,
  { guest, log, part }: Placing,
  pace: () => Promise<void> | void,
): Promise<void> {
  const dirs = new Map<string, string>();
  for (const { name, content } of walkTree(tree.source, tree.exclude, log)) {
    const dir = dirs.get(name.includes('/') ? posix.dirname(name) : '');
    const path = dir === undefined ? tree.dest : childOf(dir, posix.basename(name));
    if (content.kind === 'dir') dirs.set(name, placeDirectory(guest, path, content, part, 'tree'));
    else guest.place(path, content, part, 'tree');
    await pace();
  }
}

/** Of a tree's files those that are programs or libraries, and are still the tree's. */
export function needsOfTree({ dest, needs }: EntryOf<'tree'>, { guest, part }: Placing): Needy[] {
  if (!needs) return [];
  const found: Needy[] = [];
  for (const [path, content, partOfIt, rank] of guest.entries()) {
    if (rank !== 'tree' || partOfIt !== dest || content.kind !== 'file') continue;
    if ((content.mode & 0o111) === 0 && !/\.so(\.[^/]*)?$/.test(path)) continue;
    found.push({ path, source: content.source, part, ofTree: true });
  }
  return found;
}

/** The content of what the source leads to, with the mode of that, or the mode asked for. */
function placeElsewhere({ dest, source, mode, needs }: EntryOf<'file'>, { guest, host, part }: Placing) {
  const found = host.locate(source);
  if (found?.content.kind !== 'file') throw gone(source);
  const path = guest.canonical(dest);
  guest.place(path, mode === undefined ? found.content : { ...found.content, mode }, part, 'entry');
  return needs ? { path, source: found.path, part, ofTree: false } : undefined;
}

/** A symbolic link stays one, and what it leads to comes along. */
function placeInPlace({ dest }: EntryOf<'file'>, { guest, overlay, host, needs, part }: Placing): Needy {
  const arrived = overlay.arrive(dest);
  const found = host.locate(dest);
  if (!arrived || found?.content.kind !== 'file') throw gone(dest);
  const target = overlay.linkTarget(arrived.path);
  const content: Content = target === undefined ? found.content : { kind: 'symlink', mode: 0o777, target };
  needs.bringLinks(arrived.links, part);
  guest.place(arrived.path, content, part, 'entry');
  const end = overlay.locate(dest);
  if (end?.content.kind !== 'file') throw gone(dest);
  needs.bring(end, part);
  return { path: end.path, source: end.content.source, part, ofTree: false };
}

/** Returns where it is: a link that leads to a directory stays, as tar's --keep-directory-symlink has it. */
function placeDirectory(guest: GuestFiles, path: string, content: Content, part: string, rank: Rank): string {
  const at = guest.canonical(path);
  const end = guest.canonicalDirectory(path);
  const keepsLink = at === end || guest.isDirectory(end);
  if (!keepsLink) guest.remove(at);
  guest.place(keepsLink ? end : at, content, part, rank);
  return keepsLink ? end : at;
}

function gone(source: string): RapidoError {
  return new RapidoError('HOST', `${source} is not there any more.`, { hint: 'Run the command again.' });
}
