import {
  type BigIntStats,
  closeSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
} from 'node:fs';
import { isSystemError } from './errors.js';

/**
 * Looks at files of the host and remembers each look, also those at what is not there: as long as all of them would be
 * answered alike, whatever was made of them need not be made again.
 *
 * Synchronous, as a cut takes hundreds of looks, each of which is far shorter than a turn of the event loop.
 */
export class SourceLog {
  readonly #stamps = new Map<string, string>();

  /** What `path` is, symbolic links followed; undefined where there is nothing, or nothing that may be looked at. */
  stat(path: string): BigIntStats | undefined {
    return this.#look(path, 'stat');
  }

  /** The same of a symbolic link itself. */
  lstat(path: string): BigIntStats | undefined {
    return this.#look(path, 'lstat');
  }

  isFile(path: string): boolean {
    return this.stat(path)?.isFile() ?? false;
  }

  isDirectory(path: string): boolean {
    return this.stat(path)?.isDirectory() ?? false;
  }

  /** Target of a symbolic link; undefined for anything else. */
  linkTarget(path: string): string | undefined {
    return this.lstat(path)?.isSymbolicLink() ? readlinkSync(path) : undefined;
  }

  /** Names in a directory, sorted; none where there is no such directory. */
  names(dir: string): string[] {
    return this.isDirectory(dir) ? readdirSync(dir).sort() : [];
  }

  /** A file's bytes; undefined where there is no such file. */
  read(path: string): Buffer | undefined {
    return this.isFile(path) ? readFileSync(path) : undefined;
  }

  /** What `work` makes of an open file; undefined where there is no such file, or none that may be read. */
  open<T>(path: string, work: (file: number) => T): T | undefined {
    const file = this.isFile(path) ? openOrNothing(path) : undefined;
    if (file === undefined) return undefined;
    try {
      return work(file);
    } finally {
      closeSync(file);
    }
  }

  /**
   * Target of a symbolic link that a path leads through; undefined for anything else, of which nothing is noted: a
   * directory changes with all that comes and goes in it, and what is asked for below is looked at by itself.
   */
  linkOnTheWay(path: string): string | undefined {
    return look(path, 'lstat')?.isSymbolicLink() ? this.linkTarget(path) : undefined;
  }

  /** Every look, as `stat PATH` or `lstat PATH`, with what it showed; in the order of the first looks. */
  get stamps(): ReadonlyMap<string, string> {
    return this.#stamps;
  }

  #look(path: string, kind: LookKind): BigIntStats | undefined {
    const found = look(path, kind);
    const [subject, stamp] = [`${kind} ${path}`, stampOf(found)];
    // What has changed between two looks may be in the image as it was at the first one.
    const isSame = (this.#stamps.get(subject) ?? stamp) === stamp;
    this.#stamps.set(subject, isSame ? stamp : FRESH);
    return found;
  }
}

type LookKind = 'stat' | 'lstat';

/** Whether a look would show today what it has shown. */
export function isUnchanged(subject: string, stamp: string): boolean {
  const [kind, path] = [subject.slice(0, subject.indexOf(' ')), subject.slice(subject.indexOf(' ') + 1)];
  return stampOf(look(path, kind as LookKind)) === stamp && stamp !== FRESH;
}

function look(path: string, kind: LookKind): BigIntStats | undefined {
  const options = { bigint: true, throwIfNoEntry: false } as const;
  try {
    return kind === 'stat' ? statSync(path, options) : lstatSync(path, options);
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP', 'ENAMETOOLONG')) return undefined;
    throw error;
  }
}

function openOrNothing(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'EPERM')) return undefined;
    throw error;
  }
}

const ABSENT = '-';
/** What was changed so lately that a further change could have the same time is never the same again. */
export const FRESH = 'fresh';

/** Times of a file are those of a clock that ticks a few hundred times a second, on some file systems once. */
const TICK_NS = 20_000_000n;
const COARSE_TICK_NS = 2_000_000_000n;

/** What tells one state of a file from the next: ctime changes with every change of content or mode (inode(7)). */
export function stampOf(found: BigIntStats | undefined): string {
  if (found === undefined) return ABSENT;
  const { dev, ino, mode, size, mtimeNs, ctimeNs } = found;
  const tick = ctimeNs % 1_000_000_000n === 0n ? COARSE_TICK_NS : TICK_NS;
  if (BigInt(Date.now()) * 1_000_000n - ctimeNs < tick) return FRESH;
  return [dev, ino, mode, size, mtimeNs, ctimeNs].map((value) => value.toString(36)).join(' ');
}
