import { join } from 'node:path';
import { isSystemError, RapidoError } from '../../errors.js';
import { type SourceLog, stampOf } from '../../source-log.js';
import { exclusion } from './exclusion.js';
import type { Member } from './types.js';

/** What a member is, wherever it comes to lie. */
export type Content = Member extends infer M ? (M extends Member ? Omit<M, 'path'> : never) : never;

/** Something in a tree; `name` is its path from the tree's root, which itself comes first with an empty one. */
export interface TreeItem {
  readonly name: string;
  readonly content: Content;
}

type Stats = NonNullable<ReturnType<SourceLog['lstat']>>;

const [PERMISSIONS, TYPE] = [0o7777, 0o170000];

/**
 * Goes through a directory of the host, whose own symbolic links stay links; a directory comes before what it holds.
 * Sockets are left out.
 */
export function* walkTree(source: string, exclude: readonly string[], log: SourceLog): Generator<TreeItem> {
  const isExcluded = exclusion(exclude);
  yield { name: '', content: { kind: 'dir', mode: permissions(log.stat(source)) } };
  const dirs = [''];
  for (let dir = dirs.pop(); dir !== undefined; dir = dirs.pop()) {
    for (const base of namesIn(join(source, dir), log)) {
      const name = dir === '' ? base : `${dir}/${base}`;
      if (isExcluded(name)) continue;
      const content = contentOf(`${source}/${name}`, log);
      if (content === undefined) continue;
      if (content.kind === 'dir') dirs.push(name);
      yield { name, content };
    }
  }
}

function namesIn(dir: string, log: SourceLog): string[] {
  try {
    return log.names(dir);
  } catch (error) {
    if (!isSystemError(error, 'EACCES', 'EPERM')) throw error;
    throw new RapidoError('HOST', `Cannot read the directory ${dir}: permission denied.`, {
      hint: 'Make it readable for you, or leave it out of the cut.',
      cause: error,
    });
  }
}

function contentOf(path: string, log: SourceLog): Content | undefined {
  const found = log.lstat(path);
  if (found === undefined) return gone(path);
  const mode = permissions(found);
  if (found.isDirectory()) return { kind: 'dir', mode };
  if (found.isSymbolicLink()) return { kind: 'symlink', mode, target: readableTarget(path, log) };
  if (found.isFile()) return fileContent(path, found);
  return found.isSocket() ? undefined : { kind: 'special', mode, type: Number(found.mode) & TYPE, ...deviceOf(found) };
}

function readableTarget(path: string, log: SourceLog): string {
  const target = log.linkTarget(path) ?? '';
  if (!target.includes('\ufffd')) return target;
  throw new RapidoError('HOST', `What ${path} links to, ${JSON.stringify(target)}, is no UTF-8.`, {
    hint: 'Make it another link, or leave it out with an exclude pattern.',
  });
}

/** A regular file of the host as it is; of those with several names the inode is told. */
export function fileContent(source: string, found: Stats, mode = permissions(found)): Content {
  const inode = found.nlink > 1n ? { inode: `${found.dev}:${found.ino}` } : {};
  return { kind: 'file', mode, source, size: Number(found.size), stamp: stampOf(found), ...inode };
}

function permissions(found: Stats | undefined): number {
  return Number(found?.mode ?? 0o755n) & PERMISSIONS;
}

/** As glibc's major(3) and minor(3) take it apart. */
function deviceOf({ rdev }: Stats): { readonly major: number; readonly minor: number } {
  return {
    major: Number(((rdev >> 8n) & 0xfffn) | ((rdev >> 32n) & 0xfffff000n)),
    minor: Number((rdev & 0xffn) | ((rdev >> 12n) & 0xffffff00n)),
  };
}

/** A file may go while others are looked at; a name that is no UTF-8 cannot even be asked for. */
function gone(path: string): undefined {
  if (!path.includes('\ufffd')) return undefined;
  throw new RapidoError('HOST', `The name of ${JSON.stringify(path)} is no UTF-8.`, {
    hint: 'Rename it, or leave it out with an exclude pattern.',
  });
}
