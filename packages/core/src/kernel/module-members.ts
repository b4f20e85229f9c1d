import { join, posix } from 'node:path';
import { RapidoError } from '../errors.js';
import { mergedDirs } from '../manifest/merged-dirs.js';
import { type SourceLog, stampOf } from '../source-log.js';
import { type ModuleTreeFile, moduleTree } from './module-tree.js';
import type { Kernel, ModuleClosure } from './types.js';
import { type ModuleWork, sourceLog } from './work.js';

/** A directory, a file of the host or one made for the guest, as a member of an image's archive. */
export type ModuleMember = {
  /** Absolute, in the guest. */
  readonly path: string;
  readonly mode: number;
} & (
  | { readonly kind: 'dir' }
  | { readonly kind: 'file'; readonly source: string; readonly size: number; readonly stamp: string }
  | { readonly kind: 'data'; readonly data: Buffer }
);

/**
 * The guest's `/lib/modules/RELEASE` with the directories it lies in, sorted: the modules of `closure`, the lists of what
 * is built in, and an index of its own. Where /lib is a link on this machine, as it then is in images, it is where that
 * leads. None for a kernel without modules.
 */
export async function moduleMembers(
  kernel: Kernel,
  closure: ModuleClosure,
  work: ModuleWork,
): Promise<readonly ModuleMember[]> {
  const log = sourceLog(work);
  const root = mergedDirs(log)(join('/lib/modules', kernel.release));
  const files = (await moduleTree(kernel, closure, work)).map((file) => memberOf(file, root, log));
  const dirs = new Set(files.flatMap(({ path }) => parents(path)));
  const members: ModuleMember[] = [...[...dirs].map((path) => ({ kind: 'dir', path, mode: 0o755 }) as const), ...files];
  return members.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function memberOf(file: ModuleTreeFile, root: string, log: SourceLog): ModuleMember {
  const path = join(root, file.path);
  if ('data' in file) return { kind: 'data', path, mode: 0o644, data: file.data };
  const found = log.stat(file.source);
  if (found === undefined)
    throw new RapidoError('HOST', `${file.source} has just been removed.`, { hint: 'Try again.' });
  const [mode, size] = [Number(found.mode) & 0o7777, Number(found.size)];
  return { kind: 'file', path, mode, source: file.source, size, stamp: stampOf(found) };
}

/** Directories that a path lies in, but for the root. */
function parents(path: string): string[] {
  const dir = posix.dirname(path);
  return dir === '/' ? [] : [...parents(dir), dir];
}
