import { RapidoError } from '@rapido/core/errors';
import { expandHome } from '../process/expand-home.js';

/** A word of the command line that says what a VM is of. */
export interface VmWord {
  /** Absent: the VM is called as its cut. */
  readonly name?: string;
  /** Name or file of the cut. */
  readonly cut: string;
}

const MOST = 32;

/** Splits `[NAME=]CUT`, whatever the name: where help and completion are asked for, nothing has been checked yet. */
export function splitVmWord(word: string): VmWord {
  const [, name, cut] = /^([^=/]*)=(.*)$/s.exec(word) ?? [];
  return name === undefined || cut === undefined ? { cut: word } : { name, cut };
}

/** What `[NAME=]CUT` says. The file of a cut may have a "=" in its name where there is a "/" before it. */
export function parseVmWord(word: string): VmWord {
  const { name, cut } = splitVmWord(word);
  if (name === undefined) return { cut };
  const fault = faultOfName(name);
  if (fault !== undefined) {
    throw new RapidoError('USAGE', `${word}: "${name}" is no name for a VM: ${fault}.`, { hint: 'As srv=samba-xfs' });
  }
  if (cut === '') throw new RapidoError('USAGE', `${word}: which cut?`, { hint: `As ${name}=simple-example` });
  return { name, cut: expandHome(cut) };
}

/** What is known of cuts where names are missing. */
export interface NamesContext {
  /** Whether the cut is a server; undefined for what is no cut. */
  isService(cut: string): boolean | undefined;
  /** What stands before the VMs in a hint: `rapido run`. */
  readonly command: string;
}

/**
 * The VMs that the words of a command line ask for. A usage error where one of several has no name, or two have the same.
 */
export function parseVmWords(words: readonly string[], context: NamesContext): VmWord[] {
  const vms = words.map(parseVmWord);
  if (vms.length > 1) checkNames(vms, context);
  return vms;
}

function checkNames(vms: readonly VmWord[], { isService, command }: NamesContext): void {
  const stray = vms.slice(1).find(({ name, cut }) => name === undefined && isService(cut) === undefined);
  if (stray !== undefined) {
    throw new RapidoError('USAGE', `Unexpected argument: ${stray.cut}`, {
      hint: `To run a command in the VM: -x '${stray.cut}'. For a test suite: -- ${stray.cut}`,
    });
  }
  const nameless = vms.filter(({ name }) => name === undefined);
  if (nameless.length > 0) {
    const cuts = nameless.map(({ cut }) => cut).join(', ');
    const has = nameless.length === 1 ? 'one has' : 'these have';
    throw new RapidoError('USAGE', `Of several VMs each needs a name, and ${has} none: ${cuts}`, {
      hint: `${command} ${named(vms, isService).map(wordOf).join(' ')}`,
    });
  }
  const names = vms.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new RapidoError('USAGE', `Two VMs are called ${twice}.`, {
      hint: 'Give each a name of its own: the same cut may be there several times.',
    });
  }
}

/** The same, each with a name. */
function named(vms: readonly VmWord[], isService: NamesContext['isService']): Required<VmWord>[] {
  const taken = new Set(vms.map(({ name }) => name));
  return vms.map(({ name, cut }) => {
    const own = name ?? freeName(isService(cut) ? 'srv' : 'cli', taken);
    taken.add(own);
    return { name: own, cut };
  });
}

/** `name`, or else the first of `name2`, `name3` … that is not among those taken. */
export function freeName(name: string, taken: ReadonlySet<string | undefined>): string {
  if (!taken.has(name)) return name;
  for (let number = 2; ; number++) if (!taken.has(`${name}${number}`)) return `${name}${number}`;
}

/** As it is typed. */
export function wordOf({ name, cut }: VmWord): string {
  return name === undefined ? cut : `${name}=${cut}`;
}

/** Why this is no name for a VM, which other VMs know it by. */
function faultOfName(name: string): string | undefined {
  if (!/^[a-z][a-z0-9-]*$/.test(name)) return 'it begins with a letter of a-z, and has only those, digits and "-"';
  if (name.length > MOST) return `it has more than ${MOST} characters`;
  if (/^rapido\d+$/.test(name)) return 'VMs of all runs are called so by their numbers';
  return name === 'localhost' ? 'each VM calls itself so' : undefined;
}
