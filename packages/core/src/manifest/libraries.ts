import { dirname, join } from 'node:path';
import { parseLdCache } from '../elf/ld-cache.js';
import type { Environment } from '../host.js';
import { SourceLog } from '../source-log.js';

const STANDARD = ['/lib/x86_64-linux-gnu', '/usr/lib/x86_64-linux-gnu', '/lib64', '/usr/lib64', '/lib', '/usr/lib'];

/** FLAG_ELF_LIBC6 | FLAG_X8664_LIB64 of glibc's ldconfig.h. */
const X86_64 = 0x0303;

/** Whether a name without a slash is that of a shared library: `libkeyutils.so.1`, `pam_limits.so`. */
export function isLibraryName(name: string): boolean {
  return /\.so(\.|$)/.test(name);
}

/** Makes a function that finds shared libraries where the loader does, and PAM's modules beside them. */
export function libraryFinder(
  _environment: Environment,
  log = new SourceLog(),
): (name: string) => Promise<string | undefined> {
  let dirs: string[] | undefined;
  return async (name) => {
    dirs ??= loaderDirs(log);
    return dirs.map((dir) => join(dir, name)).find((path) => log.isFile(path));
  };
}

/** The directories of the loader's cache, in its order, and the usual ones (ldconfig(8), ld.so(8)). */
function loaderDirs(log: SourceLog): string[] {
  const cache = parseLdCache(log.read('/etc/ld.so.cache') ?? Buffer.alloc(0));
  const cached = cache
    .filter(({ flags, isVariant }) => flags === X86_64 && !isVariant)
    .map(({ path }) => dirname(path));
  const dirs = [...new Set([...cached, ...STANDARD])];
  return [...dirs, ...dirs.map((dir) => join(dir, 'security'))];
}
