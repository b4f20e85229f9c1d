import { userInfo } from 'node:os';
import { type Environment, findProgram, isSystemError, RapidoError, runTool } from '@rapido/core';
import { printable } from '../text/printable.js';

/** The name that git has for the user; undefined where it has none, or is not there. */
export async function authorName({ variables, cwd }: Environment, signal: AbortSignal): Promise<string | undefined> {
  if ((await findProgram('git', variables)) === undefined) return undefined;
  const { status, stdout } = await runTool('git', ['config', 'user.name'], { variables, cwd, signal });
  return (status === 0 && printable(stdout).trim()) || undefined;
}

/** The login name of the user, as a scope of packages. Throws USAGE for a user who has none. */
export function loginName(): string {
  try {
    return userInfo().username.toLowerCase();
  } catch (error) {
    if (!isSystemError(error, 'ERR_SYSTEM_ERROR', 'ENOENT')) throw error;
    throw new RapidoError('USAGE', 'This user has no name that could be the scope of a package.', {
      hint: 'Say which it is: --scope acme',
    });
  }
}
