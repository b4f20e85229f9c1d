import { posix } from 'node:path';
import type { Architecture } from './architectures.js';
import type { Place } from './search-library.js';

const TOKEN = /\$(?:\{(ORIGIN|LIB|PLATFORM)\}|(ORIGIN|LIB|PLATFORM)(?!\w))/g;

/**
 * Replaces the dynamic string tokens (ld.so(8)) in a path that the object at `of` has. `$ORIGIN` is the object's
 * directory, in the guest and on the host. Of several values that `$LIB` may have each gives a path.
 */
export function expandTokens(path: string, of: Place, architecture: Architecture | undefined): Place[] {
  const libraryDirs = /\$\{?LIB/.test(path) ? (architecture?.libraryDirs ?? ['lib']) : [''];
  return libraryDirs.map((lib) => {
    const expand = (origin: string) => {
      const values = { ORIGIN: posix.dirname(origin), LIB: lib, PLATFORM: architecture?.platform ?? '' };
      return path.replace(TOKEN, (_, curly?: keyof typeof values, bare?: keyof typeof values) => {
        return values[(curly ?? bare) as keyof typeof values];
      });
    };
    return { guest: expand(of.guest), ...(of.host !== undefined && { host: expand(of.host) }) };
  });
}
