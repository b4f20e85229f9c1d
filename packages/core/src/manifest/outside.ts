import { realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { isSystemError } from '../errors.js';

/** Where `path`, all symbolic links followed, is, if that is not below `root`; it need not be there. */
export function placeOutside(root: string, path: string): string | undefined {
  const place = realPath(path);
  const below = relative(realPath(root), place);
  return below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below) ? place : undefined;
}

/** Of what is not there, as far as its way is. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (!isSystemError(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP', 'ENAMETOOLONG')) throw error;
    return path === dirname(path) ? path : join(realPath(dirname(path)), basename(path));
  }
}
