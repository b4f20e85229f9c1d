import { resolve } from 'node:path';
import { RapidoError, readScript, type Step } from '@rapido/core';

/** What oclif's parser saw, in the order it was typed. */
export type RawTokens = readonly { readonly type: string; readonly flag?: string; readonly input: string }[];

/**
 * The steps of `-x` and `-f`, in the order given. `-x '@NAME CMD'` is for the VM of that name; `vm` is the only one.
 * Scripts are looked at here, so that a slip costs no cut.
 */
export async function stepsOf(
  raw: RawTokens,
  { cwd, vm }: { readonly cwd: string; readonly vm: string },
): Promise<Step[]> {
  const steps = raw.flatMap((token): Step[] => {
    if (token.type !== 'flag') return [];
    if (token.flag === 'script') return [{ kind: 'script', path: resolve(cwd, token.input) }];
    if (token.flag !== 'exec') return [];
    const [, name, command] = /^@(\S+)\s+(.+)$/s.exec(token.input) ?? [];
    if (name !== undefined && name !== vm) {
      throw new RapidoError('USAGE', `-x '${token.input}': there is no VM ${name} in this run.`, {
        hint: `The VM is called ${vm}.`,
      });
    }
    return [{ kind: 'command', text: command ?? token.input }];
  });
  for (const step of steps) if (step.kind === 'script') await readScript(step.path);
  return steps;
}
