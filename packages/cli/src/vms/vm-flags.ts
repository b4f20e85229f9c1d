import { parseSet } from '@rapido/core';
import { RapidoError } from '@rapido/core/errors';
import type { BootFlags } from '../flags/boot-flags.js';
import type { CutFlags } from '../flags/cut-flags.js';
import { LISTED, PER_VM, type PerVmFlags, type SINGLE } from '../flags/per-vm.js';
import type { SettingFlags } from '../flags/setting-flags.js';
import type { SuiteFlags } from '../flags/suite-flags.js';
import { checkTarget, checkVmName, ownValuesFor, valuesFor } from './targets.js';

type CommonFlags = SettingFlags & CutFlags & BootFlags & SuiteFlags & { readonly 'dry-run': boolean };

/** Flags of a command that runs VMs, as they were typed. */
export type RunFlags = Omit<CommonFlags, keyof PerVmFlags> &
  PerVmFlags & { readonly 'ready-timeout'?: string | undefined };

/** The same for one VM, each with the value that holds for it. */
export type VmFlags = CommonFlags;

/** A usage error for a flag that names a VM which is not there, or nothing for it. */
export function checkVmFlags(flags: RunFlags, vms: readonly string[]): void {
  for (const flag of PER_VM) {
    for (const text of flags[flag] ?? []) checkTarget(flag, flag === 'gdb' ? withMode(text) : text, vms);
  }
  checkSets(flags, vms);
}

/** The same for `--set NAME:KEY=VALUE`, whose value may be a secret. */
export function checkSets({ set = [] }: Pick<SettingFlags, 'set'>, vms: readonly string[]): void {
  for (const text of set) {
    const { vm, name } = parseSet(text);
    if (vm !== undefined) checkVmName(vm, `--set ${vm}:${name}=…`, vms);
  }
}

/** The flags that hold for a VM. Its kernel is the first of `kernelsFor`. */
export function flagsFor(flags: RunFlags, vm: string): VmFlags {
  const lists = Object.fromEntries(LISTED.map((flag) => [flag, valuesFor(flags[flag], vm)]));
  const cpus = one(flags, 'cpus', vm);
  const gdb = one({ gdb: flags.gdb?.map(withMode) }, 'gdb', vm);
  return {
    ...flags,
    ...lists,
    kernel: kernelsFor(flags, vm)[0],
    memory: one(flags, 'memory', vm),
    cpus: cpus === undefined ? undefined : parseCpus(cpus),
    gdb: gdb === undefined ? undefined : parseGdb(gdb),
  };
}

/** The kernels for a VM, in their order: two of them are to be compared. */
export function kernelsFor({ kernel }: Pick<RunFlags, 'kernel'>, vm: string): string[] {
  return ownValuesFor(kernel, vm);
}

function one(flags: Partial<PerVmFlags>, flag: (typeof SINGLE)[number], vm: string): string | undefined {
  const [value, other] = ownValuesFor(flags[flag], vm);
  if (other === undefined) return value;
  throw new RapidoError('USAGE', `--${flag} is given twice for the VM ${vm}: ${value} and ${other}.`, {
    hint: 'Leave one out.',
  });
}

function parseCpus(text: string): number {
  const cpus = Number(text);
  if (/^\d+$/.test(text) && cpus >= 1 && Number.isSafeInteger(cpus)) return cpus;
  throw new RapidoError('USAGE', `"${text}" is no number of CPUs for --cpus.`, { hint: 'As --cpus 2' });
}

/** `@NAME` alone stands for what `--gdb` does alone. */
function withMode(text: string): string {
  return text.startsWith('@') && !text.includes('=') ? `${text}=run` : text;
}

function parseGdb(text: string): string {
  if (text === 'run' || text === 'wait') return text;
  throw new RapidoError('USAGE', `--gdb knows "wait" and nothing else, not "${text}".`, {
    hint: 'As --gdb, or --gdb wait',
  });
}
