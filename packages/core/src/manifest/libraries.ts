import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isSystemError } from '../errors.js';
import type { Environment } from '../host.js';
import { findProgram, runTool } from '../process/index.js';
import type { SourceLog } from '../source-log.js';

const STANDARD = ['/lib/x86_64-linux-gnu', '/usr/lib/x86_64-linux-gnu', '/lib64', '/usr/lib64', '/lib', '/usr/lib'];

/** Whether a name without a slash is that of a shared library: `libkeyutils.so.1`, `pam_limits.so`. */
export function isLibraryName(name: string): boolean {
  return /\.so(\.|$)/.test(name);
}

/** Makes a function that finds shared libraries where the loader does, and PAM's modules beside them. */
export function libraryFinder(
  { variables }: Environment,
  _log?: SourceLog,
): (name: string) => Promise<string | undefined> {
  let dirs: Promise<string[]> | undefined;
  return async (name) => {
    dirs ??= loaderDirs(variables);
    for (const dir of await dirs) {
      const path = join(dir, name);
      if (await isFile(path)) return path;
    }
    return undefined;
  };
}

/** The directories of the loader's cache, in its order, and the usual ones (ldconfig(8), ld.so(8)). */
async function loaderDirs(variables: Environment['variables']): Promise<string[]> {
  const ldconfig = await findProgram('ldconfig', variables);
  const cache = ldconfig === undefined ? '' : (await runTool(ldconfig, ['-p'], { variables })).stdout;
  const cached = [...cache.matchAll(/\(libc6,x86-64[^)]*\) => (\/.*)$/gm)].map(([, path = '']) => dirname(path));
  const dirs = [...new Set([...cached, ...STANDARD])];
  return [...dirs, ...dirs.map((dir) => join(dir, 'security'))];
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP')) return false;
    throw error;
  }
}
