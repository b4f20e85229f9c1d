import module from 'node:module';
import { join } from 'node:path';
import { RapidoError } from '@rapido/core/errors';
import { cacheDirectory, type Variables } from './surroundings.js';

/**
 * Has Node keep the compiled form of what it loads, where it can (from 22.1 on): below the user's own cache, as into the
 * directory for temporary files, which is Node's default, others could put code of theirs.
 */
export function keepCompiledCode(variables: Variables): void {
  const { enableCompileCache } = module as typeof module & { enableCompileCache?: (directory: string) => unknown };
  try {
    enableCompileCache?.(join(cacheDirectory(variables), 'code'));
  } catch (error) {
    if (!RapidoError.is(error)) throw error; // no home directory: whoever needs it says so
  }
}
