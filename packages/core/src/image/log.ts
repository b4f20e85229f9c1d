import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isSystemError } from '../errors.js';
import type { Environment } from '../host.js';

/** Where the whole output of the last build of a cut's image is kept. */
export function buildLogPath(environment: Environment, cut: string): string {
  return join(environment.dirs.state, 'logs', `${cut}-dracut.log`);
}

/** Keeps a log. Returns what to tell of it: an image is none the worse for a log that cannot be kept. */
export async function keepLog(path: string, text: string): Promise<string> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(path, text, { mode: 0o600 });
    return `Its whole output is in ${path}`;
  } catch (error) {
    if (!isSystemError(error, 'ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST')) throw error;
    return `Its whole output could not be kept: ${error.message}`;
  }
}
