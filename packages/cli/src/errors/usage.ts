import { RapidoError } from '@rapido/core/errors';
import { nearest } from '../text/nearest.js';

/** What oclif's parser has thrown, told by its properties. */
interface ParserError extends Error {
  readonly oclif: unknown;
  /** Flags that do not exist. */
  readonly flags?: readonly string[];
  /** Arguments that are missing (objects), or too many (words). */
  readonly args?: readonly (string | { readonly name: string; readonly description?: string })[];
}

/** A parser's error as a RapidoError that names what to type; any other error as it is. */
export async function usageError(error: unknown, command: string, flags: readonly string[]): Promise<unknown> {
  if (RapidoError.is(error) || !(error instanceof Error) || !('oclif' in error)) return error;
  const { message, hint } = await explain(error as ParserError, command, flags);
  return new RapidoError('USAGE', message, { hint: hint ?? `rapido ${command} --help` });
}

async function explain(
  { message, flags: unknown = [], args: [arg] = [] }: ParserError,
  command: string,
  flags: readonly string[],
): Promise<{ message: string; hint?: string }> {
  const [flag] = unknown;
  if (flag !== undefined) {
    const isOldCut = command.startsWith('cut') && ['-x', '-f', '-B'].includes(flag);
    if (isOldCut) return { message: `cut has no ${flag}: it makes an image and boots nothing.`, hint: 'rapido run' };
    const [best] = await nearest(flag.replace(/^-+/, ''), flags);
    if (best !== undefined) return { message: `There is no flag ${flag}.`, hint: `--${best}` };
    const hint = `If it is for the test suite of the cut: rapido ${command} ... -- ${flag} ...`;
    return { message: `There is no flag ${flag}.`, ...(runsSuites(command) ? { hint } : {}) };
  }
  if (typeof arg === 'object') return { message: `Which ${arg.name}? ${arg.description ?? ''}`.trim() };
  if (typeof arg === 'string' && runsSuites(command)) {
    const hint = `To run a command in the VM: -x '${arg}'. For a test suite: -- ${arg}`;
    return { message: `Unexpected argument: ${arg}`, hint };
  }
  return { message: message.replace(/\n?See more help with --help/, '') };
}

function runsSuites(command: string): boolean {
  return command === 'run' || command === 'boot';
}
