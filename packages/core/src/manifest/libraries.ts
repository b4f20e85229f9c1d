import { dirname, join } from 'node:path';
import { defaultDirs, X86_64 } from '../elf/architectures.js';
import { parseLdCache } from '../elf/ld-cache.js';
import type { SourceLog } from '../source-log.js';

/** Whether a name without a slash is that of a shared library: `libkeyutils.so.1`, `pam_limits.so`. */
export function isLibraryName(name: string): boolean {
  return /\.so(\.|$)/.test(name);
}

/** Makes a function that finds shared libraries where the loader does, and PAM's modules beside them. */
export function libraryFinder(log: SourceLog): (name: string) => string | undefined {
  let dirs: string[] | undefined;
  return (name) => {
    dirs ??= loaderDirs(log);
    return dirs.map((dir) => join(dir, name)).find((path) => log.isFile(path));
  };
}

/** The directories of the loader's cache, in its order, and the usual ones (ldconfig(8), ld.so(8)). */
function loaderDirs(log: SourceLog): string[] {
  const cache = parseLdCache(log.read('/etc/ld.so.cache') ?? Buffer.alloc(0));
  const cached = cache
    .filter(({ flags, isVariant }) => flags === X86_64.cacheFlags && !isVariant)
    .map(({ path }) => dirname(path));
  const dirs = [...new Set([...cached, ...defaultDirs(X86_64)])];
  return [...dirs, ...dirs.map((dir) => join(dir, 'security'))];
}
