import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError } from '../errors.js';
import type { Environment } from '../host.js';

/** Where the whole output of the last build of a cut's image is kept. */
export function buildLogPath(environment: Environment, cut: string): string {
  return join(environment.dirs.state, 'logs', `${cut}-dracut.log`);
}

/** Runs `build` and keeps its log out of the work directory, however it ends. */
export async function keepLog<T>(
  environment: Environment,
  workDir: string,
  cut: string,
  build: () => Promise<T>,
): Promise<T> {
  const path = buildLogPath(environment, cut);
  try {
    return await build();
  } finally {
    await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
    await copyFile(join(workDir, 'dracut.log'), path).catch((error) => {
      if (!isSystemError(error, 'ENOENT')) throw error; // it failed before dracut began
    });
  }
}
