import type { Verdict } from '../run/types.js';
import { isFurtherVm } from './logged-vm.js';

/** What was run, as on a command line: the cut of a VM alone, or `srv=samba-xfs cli=cifs`. */
export function wordsOf({ vms }: Pick<Verdict, 'vms'>): string {
  const named = Object.entries(vms).filter(([name], i) => i === 0 || !isFurtherVm(name));
  if (named.length === 1) return named[0]?.[1].cut ?? '';
  return named.map(([name, { cut }]) => `${name}=${cut}`).join(' ');
}
