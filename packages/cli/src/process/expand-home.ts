import { join } from 'node:path';
import { homeDirectory, userVariables } from './surroundings.js';

/** A path with `~/` in front as a shell would have it: none looks behind `@NAME=`. */
export function expandHome(path: string): string {
  const home = path.startsWith('~/') ? homeDirectory(userVariables()) : undefined;
  return home === undefined ? path : join(home, path.slice(2));
}
