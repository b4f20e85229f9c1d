import { RapidoError } from '@rapido/core/errors';
import type { CutData } from '@rapido/kit';

/** What stands after `--` chooses tests of a suite: an error for a cut that has none. */
export function checkArguments(
  { name, suite }: Pick<CutData, 'name'> & { suite?: unknown },
  words: readonly string[],
): void {
  if (words.length === 0 || suite !== undefined) return;
  throw new RapidoError('USAGE', `The cut ${name} has no test suite that "-- ${words.join(' ')}" could be for.`, {
    hint: `To run a command in the VM: -x '${words.join(' ')}'`,
  });
}
