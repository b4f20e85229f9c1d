import type { Interfaces } from '@oclif/core';
import { PER_VM } from '../flags/per-vm.js';
import { STATUSES } from '../text/test-status.js';
import { splitVmWord } from '../vms/names.js';
import { parseTarget } from '../vms/targets.js';
import { type CommandLine, type Flag, valueName } from './command-line.js';
import { type Completions, NOTHING } from './types.js';

/** Flags whose value's name says nothing of what it can be here: `--get` names files of the VM. */
const OWN: Readonly<
  Record<string, (config: Interfaces.Config, line: CommandLine, current: string) => Promise<Completions>>
> = {
  get: async () => NOTHING,
  set: async (config, line, current) => (await import('./settings.js')).setCompletions(config, line, current),
  kernel: async () => ({ candidates: await (await import('./kernels.js')).kernelCandidates(), mode: 'dirs' }),
  bin: async (_config, _line, current) => (await import('./programs.js')).programCompletions(current),
  vm: async (_config, { positionals }) => ({
    candidates: await (await import('./runs.js')).vmOfRunCandidates(positionals[0]),
  }),
  status: async (_config, _line, current) => {
    const prefix = current.slice(0, current.lastIndexOf(',') + 1);
    return { candidates: STATUSES.map((value) => ({ value })), prefix };
  },
};

/** What the value of a flag could be. `current`: what there is of it; of several VMs `@NAME=` may stand before the value. */
export async function flagCompletions(
  config: Interfaces.Config,
  line: CommandLine,
  flag: Flag,
  current: string,
): Promise<Completions> {
  if (!current.startsWith('@') || !isPerVm(line, flag)) return valueCompletions(config, line, flag, current);
  const { vm, value } = parseTarget(current);
  if (vm === undefined) return { candidates: vmsOf(line).map((name) => ({ value: `@${name}=` })), mode: 'nospace' };
  const { prefix = '', ...values } = await valueCompletions(config, line, flag, value);
  return { ...values, prefix: `@${vm}=${prefix}` };
}

function isPerVm({ command }: CommandLine, { name }: Flag): boolean {
  return ['run', 'rerun'].includes(command?.id ?? '') && PER_VM.some((flag) => flag === name);
}

/** The names of VMs that the line has. */
function vmsOf({ positionals }: CommandLine): string[] {
  return positionals.flatMap((word) => splitVmWord(word).name ?? []);
}

async function valueCompletions(
  config: Interfaces.Config,
  line: CommandLine,
  flag: Flag,
  current: string,
): Promise<Completions> {
  if (flag.name === 'gdb') return { candidates: [{ value: 'wait', description: 'The VM starts when gdb says so' }] };
  if (flag.type !== 'option') return NOTHING;
  if (flag.options) return { candidates: flag.options.map((value) => ({ value })) };
  const own = OWN[flag.name];
  if (own) return own(config, line, current);
  const called = valueName(flag);
  if (/FILE|SRC|PATH/.test(called)) return { candidates: [], mode: 'files' };
  return /DIR/.test(called) ? { candidates: [], mode: 'dirs' } : NOTHING;
}
