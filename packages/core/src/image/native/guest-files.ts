import { posix } from 'node:path';
import { RapidoError } from '../../errors.js';
import type { Content } from './tree-walk.js';
import type { Member, Part } from './types.js';

/** By what right something is where it is: what is needed gives way to a tree, and that to an entry of its own. */
const RANKS = { need: 0, tree: 1, entry: 2 } as const;
export type Rank = keyof typeof RANKS;

interface Placed {
  readonly content: Content;
  readonly part: string;
  readonly rank: Rank;
}

/** As many symbolic links as the kernel follows in one path (path_resolution(7)). */
export const MOST_LINKS = 40;

/** The files of a guest while they are gathered. Paths in it lead through no symbolic links. */
export class GuestFiles {
  readonly #placed = new Map<string, Placed>();
  /** All that are directories, also those that nobody has asked for by themselves. */
  readonly #dirs = new Set<string>(['/']);

  get(path: string): Content | undefined {
    return this.#placed.get(path)?.content;
  }

  isDirectory(path: string): boolean {
    return this.#dirs.has(path);
  }

  /**
   * Puts something at a path, unless what is there has more of a right to be. What is there already stays in the part
   * that it is in. Throws a RapidoError where one of the two is a directory.
   */
  place(path: string, content: Content, part: string, rank: Rank): void {
    const there = this.#placed.get(path);
    if (there && RANKS[there.rank] > RANKS[rank]) return;
    if (content.kind !== 'dir' && this.#dirs.has(path)) throw conflict(path);
    const isSame = there !== undefined && isSameContent(there.content, content);
    this.#placed.set(path, isSame ? { ...there, rank } : { content, part, rank });
    this.makeDirectory(content.kind === 'dir' ? path : posix.dirname(path));
  }

  /** Makes sure that there is a directory. */
  makeDirectory(path: string): void {
    for (let dir = path; !this.#dirs.has(dir); dir = posix.dirname(dir)) {
      const there = this.#placed.get(dir);
      if (there && there.content.kind !== 'dir') throw conflict(dir);
      this.#dirs.add(dir);
    }
  }

  /** The path itself, once the links that lead to its directory have been followed. */
  canonical(path: string): string {
    return path === '/' ? path : childOf(this.canonicalDirectory(posix.dirname(path)), posix.basename(path));
  }

  /** The path of a directory, links followed, also one that is a link itself. */
  canonicalDirectory(path: string): string {
    let dir = '/';
    let links = 0;
    const names = path.split('/').reverse();
    for (let name = names.pop(); name !== undefined; name = names.pop()) {
      if (name === '' || name === '.') continue;
      const next = name === '..' ? posix.dirname(dir) : childOf(dir, name);
      const content = this.get(next);
      if (content?.kind !== 'symlink' || ++links > MOST_LINKS) {
        dir = next;
        continue;
      }
      if (content.target.startsWith('/')) dir = '/';
      names.push(...content.target.split('/').reverse());
    }
    return dir;
  }

  remove(path: string): void {
    this.#placed.delete(path);
  }

  /** Removes what is at a path, and all below. */
  removeAll(path: string): void {
    for (const other of this.#placed.keys()) {
      if (other === path || other.startsWith(`${path}/`)) this.#placed.delete(other);
    }
  }

  *entries(): Generator<readonly [path: string, Content, part: string, Rank]> {
    for (const [path, { content, part, rank }] of this.#placed) yield [path, content, part, rank];
  }

  /** The parts in the order of their names, all sorted; each has the directories that its members lie in. */
  parts(names: readonly string[]): Part[] {
    const members = new Map<string, Map<string, Member>>(names.map((name) => [name, new Map()]));
    for (const [path, { content, part }] of this.#placed) {
      const own = members.get(part);
      own?.set(path, { ...content, path } as Member);
      for (let dir = posix.dirname(path); own && dir !== '/' && !own.has(dir); dir = posix.dirname(dir)) {
        own.set(dir, this.#directory(dir));
      }
    }
    return [...members].map(([name, own]) => ({ name, members: [...own.values()].sort(byPath) }));
  }

  #directory(path: string): Member {
    const content = this.get(path);
    return { path, kind: 'dir', mode: content?.kind === 'dir' ? content.mode : 0o755 };
  }
}

/** The path of what a directory holds. */
export function childOf(dir: string, name: string): string {
  return dir === '/' ? `/${name}` : `${dir}/${name}`;
}

function isSameContent(one: Content, other: Content): boolean {
  if (one.kind === 'symlink') return other.kind === 'symlink' && one.target === other.target;
  if (one.kind === 'dir') return other.kind === 'dir' && one.mode === other.mode;
  if (one.kind !== 'file' || other.kind !== 'file') return false;
  return one.source === other.source && one.mode === other.mode;
}

function byPath(one: Member, other: Member): number {
  return one.path < other.path ? -1 : 1;
}

function conflict(path: string): RapidoError {
  return new RapidoError('MANIFEST_CONFLICT', `${path} is to be a directory of the image, and something else too.`, {
    hint: 'Leave one of them out: an entry, or a part of a tree by an exclude pattern.',
  });
}
