import { posix } from 'node:path';
import type { SourceLog } from '../../source-log.js';
import { childOf, type GuestFiles, MOST_LINKS } from './guest-files.js';
import { type Content, fileContent } from './tree-walk.js';

/** A file as a guest finds it. */
export interface Located {
  /** Links followed. */
  readonly path: string;
  readonly content: Content;
  /** Links of the host on the way there, which the guest does not have yet. */
  readonly links: readonly Link[];
}

interface Link {
  readonly path: string;
  /** Relative, so that it holds wherever the guest's root is. */
  readonly target: string;
}

/**
 * A guest's files, and where it has none those of the host at the same path: what the guest will have once all that is
 * looked for comes along.
 */
export class Overlay {
  readonly #guest: GuestFiles;
  readonly #log: SourceLog;
  readonly #hostLinks = new Map<string, string | undefined>();

  constructor(guest: GuestFiles, log: SourceLog) {
    this.#guest = guest;
    this.#log = log;
  }

  /** What is at a path, if it is a file. */
  locate(path: string): Located | undefined {
    const links: Link[] = [];
    const end = this.#follow(this.#step(path, '/', links), links);
    if (end === undefined) return undefined;
    const content = this.#guest.get(end) ?? this.#hostFile(end);
    return content && isFile(content) ? { path: end, content, links } : undefined;
  }

  /** Where a path leads but for its last name, which may be a link, or not be there. */
  arrive(path: string): Omit<Located, 'content'> | undefined {
    const links: Link[] = [];
    const end = this.#step(path, '/', links);
    return end === undefined ? undefined : { path: end, links };
  }

  /** Target of the symbolic link that a path of the host is itself, written as it comes into the guest. */
  linkTarget(path: string): string | undefined {
    const target = this.#log.linkTarget(path);
    return target === undefined ? undefined : relative(path, this.#step(target, posix.dirname(path), []));
  }

  #hostFile(path: string): Content | undefined {
    const found = this.#guest.isDirectory(path) ? undefined : this.#log.stat(path);
    return found?.isFile() ? fileContent(path, found) : undefined;
  }

  /** Where one reaches from a directory by a path, links followed but for the last name. */
  #step(path: string, from: string, links: Link[]): string | undefined {
    const names = path.split('/').filter((name) => name !== '' && name !== '.');
    let at: string | undefined = path.startsWith('/') ? '/' : from;
    for (const [index, name] of names.entries()) {
      const next: string = name === '..' ? posix.dirname(at) : childOf(at, name);
      at = name === '..' || index === names.length - 1 ? next : this.#follow(next, links);
      if (at === undefined) return undefined;
    }
    return at;
  }

  /** Follows a path that is a link itself; undefined where that has no end. */
  #follow(path: string | undefined, links: Link[]): string | undefined {
    let at = path;
    for (let count = 0; at !== undefined && count < MOST_LINKS; count++) {
      if (links.length > MOST_LINKS) return undefined;
      const target = this.#target(at);
      if (target === undefined) return at;
      const next = this.#step(target, posix.dirname(at), links);
      const link = relative(at, next);
      if (link !== undefined && this.#guest.get(at) === undefined) links.push({ path: at, target: link });
      at = next;
    }
    return undefined;
  }

  #target(path: string): string | undefined {
    const content = this.#guest.get(path);
    if (content !== undefined) return content.kind === 'symlink' ? content.target : undefined;
    if (this.#guest.isDirectory(path)) return undefined;
    if (!this.#hostLinks.has(path)) this.#hostLinks.set(path, this.#log.linkOnTheWay(path));
    return this.#hostLinks.get(path);
  }
}

function isFile({ kind }: Content): boolean {
  return kind === 'file' || kind === 'data';
}

function relative(link: string, target: string | undefined): string | undefined {
  return target === undefined ? undefined : posix.relative(posix.dirname(link), target) || '.';
}
