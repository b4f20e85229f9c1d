import { RapidoError } from '@rapido/core/errors';
import { expandHome } from '../process/expand-home.js';

/** The value of a flag, and the VM that it is for: all of them when absent. */
export interface Targeted {
  readonly vm?: string;
  readonly value: string;
}

/** What `@NAME=VALUE`, or a value for all VMs, says. */
export function parseTarget(text: string): Targeted {
  const [, vm, value] = /^@([^\s=/]+)=(.*)$/s.exec(text) ?? [];
  return vm === undefined || value === undefined ? { value: text } : { vm, value: expandHome(value) };
}

/** Values of a flag that holds several: the general ones, and those of this VM. */
export function valuesFor(values: readonly string[] | undefined, vm: string): string[] | undefined {
  return values?.map(parseTarget).flatMap((one) => (one.vm === undefined || one.vm === vm ? [one.value] : []));
}

/**
 * Values of a flag that holds one, for this VM: its own, else the general ones; they are several where the flag was given several
 * times.
 */
export function ownValuesFor(values: readonly string[] | undefined, vm: string): string[] {
  const all = (values ?? []).map(parseTarget);
  const own = all.filter((one) => one.vm === vm);
  return (own.length > 0 ? own : all.filter((one) => one.vm === undefined)).map(({ value }) => value);
}

/** A usage error for `@NAME` without a value. */
export function checkTarget(flag: string, text: string, vms: readonly string[]): void {
  const { vm } = parseTarget(text);
  if (vm !== undefined) checkVmName(vm, `--${flag} ${text}`, vms);
  else if (text.startsWith('@') && vms.includes(text.slice(1))) {
    throw new RapidoError('USAGE', `--${flag} ${text}: the value is missing.`, { hint: `As --${flag} ${text}=VALUE` });
  }
}

/** A usage error where there is no VM of that name; `where` is what names it, as it was typed. */
export function checkVmName(name: string, where: string, vms: readonly string[]): void {
  if (vms.includes(name)) return;
  const what = name === '' ? '"@" is followed by no name of a VM.' : `there is no VM ${name} in this run.`;
  throw new RapidoError('USAGE', `${where}: ${what}`, {
    hint: vms.length === 1 ? `The VM is called ${vms[0]}.` : `There are ${vms.join(', ')}.`,
  });
}
