import { lstat, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { namesIn, orNothing } from '../files.js';
import { isStale, ownerName } from './owner.js';
import type { Reaper } from './reaper.js';

let made = 0;

/**
 * Path beside `path` to write to before it is renamed; the reaper sees to it if that does not happen. What crashes have
 * left of earlier writing to `path` is removed.
 */
export async function asideOf(path: string, reaper: Reaper): Promise<string> {
  const dir = dirname(path);
  for (const stale of await staleAsides(dir, basename(path))) await rm(stale, { force: true });
  const aside = join(dir, `.${basename(path)}.${await ownerName()}-${++made}.tmp`);
  reaper.removes(aside);
  return aside;
}

/** Files in `dir` that dead processes were writing, as `name` or, unless it is given, any. */
export async function staleAsides(dir: string, name?: string): Promise<string[]> {
  const stale: string[] = [];
  for (const found of await namesIn(dir)) {
    const [, target, owner] = /^\.(.+)\.([\w-]+)\.tmp$/.exec(found) ?? [];
    if (owner === undefined || (name !== undefined && target !== name)) continue;
    const path = join(dir, found);
    const status = await orNothing(lstat(path)); // it may just have been renamed
    if (status && (await isStale(owner, status.mtimeMs))) stale.push(path);
  }
  return stale;
}
