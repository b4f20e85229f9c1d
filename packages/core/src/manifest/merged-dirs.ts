import { realpathSync } from 'node:fs';
import type { SourceLog } from '../source-log.js';

/** Directories that many distributions have made links to others: /bin to /usr/bin, on some /usr/sbin to /usr/bin. */
export const MERGED = ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/usr/sbin', '/usr/lib64'];

/**
 * Makes the function that gives a path the one name that it has on this machine, where /bin/sh and /usr/bin/sh may be
 * the same file. Images have the same links, so there too it is one.
 */
export function mergedDirs(log: SourceLog): (path: string) => string {
  const links = new Map<string, string>();
  for (const dir of MERGED) if (log.linkOnTheWay(dir) !== undefined) links.set(dir, realpathSync(dir));
  return (path) => {
    const [dir = ''] = /^(\/usr)?\/[^/]+/.exec(path) ?? [];
    const real = links.get(dir);
    return real === undefined || path === dir ? path : real + path.slice(dir.length);
  };
}
