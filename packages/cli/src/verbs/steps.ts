import { resolve } from 'node:path';
import { RapidoError, readScript, type Step } from '@rapido/core';
import { expandHome } from '../process/expand-home.js';
import { checkVmName } from '../vms/targets.js';

/** What oclif's parser saw, in the order it was typed. */
export type RawTokens = readonly { readonly type: string; readonly flag?: string; readonly input: string }[];

/** A VM that steps can be for. */
export interface SteppedVm {
  readonly name: string;
  /** It is a server for others: it runs only what is for it by name. */
  readonly isService: boolean;
}

/**
 * The steps of `-x` and `-f` of each VM that has some, in the order given. `-x '@NAME CMD'` is for the VM of that name, one without
 * a name for the only VM that is no server. Scripts are looked at here, so that a slip costs no cut.
 */
export async function stepsOf(
  raw: RawTokens,
  { cwd, vms }: { readonly cwd: string; readonly vms: readonly SteppedVm[] },
): Promise<ReadonlyMap<string, readonly Step[]>> {
  const steps = new Map<string, Step[]>();
  for (const { type, flag, input } of raw) {
    if (type !== 'flag' || (flag !== 'exec' && flag !== 'script')) continue;
    const typed = `-${flag === 'exec' ? 'x' : 'f'} '${input}'`;
    const [, name, text = input] = /^@(\S*)\s*(.*)$/s.exec(input) ?? [];
    if (name !== undefined)
      checkVmName(
        name,
        typed,
        vms.map((vm) => vm.name),
      );
    if (text === '')
      throw new RapidoError('USAGE', `${typed}: what is to be run?`, {
        hint: `As ${typed.slice(0, -1)} ${flag === 'exec' ? 'CMD' : 'FILE'}'`,
      });
    const vm = name ?? workingVm(vms, typed, input);
    const step: Step =
      flag === 'exec'
        ? { kind: 'command', text }
        : { kind: 'script', path: resolve(cwd, name === undefined ? text : expandHome(text)) };
    if (step.kind === 'script') await readScript(step.path);
    steps.set(vm, [...(steps.get(vm) ?? []), step]);
  }
  return steps;
}

/** The VM that a step is for which names none. */
function workingVm(vms: readonly SteppedVm[], typed: string, input: string): string {
  const [vm, other] = vms.length === 1 ? vms : vms.filter(({ isService }) => !isService);
  if (vm !== undefined && other === undefined) return vm.name;
  const first = vm ?? vms[0];
  const names = vms.map(({ name }) => name).join(', ');
  throw new RapidoError('USAGE', `${typed}: for which VM? There are ${names}.`, {
    hint: `As ${typed.slice(0, 2)} '@${first?.name} ${input}'`,
  });
}
