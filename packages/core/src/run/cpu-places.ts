import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { orNothing } from '../files.js';
import type { Kernel } from '../kernel/index.js';

/** A kernel's functions by address, ascending. */
export type Symbols = readonly { readonly address: bigint; readonly name: string }[];

/** The symbols of a kernel that was built here; undefined where there is no System.map. */
export async function readSymbols({ tree }: Kernel): Promise<Symbols | undefined> {
  if (tree === undefined) return undefined;
  const text = await orNothing(readFile(join(tree.dir, 'System.map'), 'latin1'));
  return text
    ?.split('\n')
    .map((line) => line.split(' '))
    .filter(([, type]) => type !== undefined && 'tTwW'.includes(type))
    .map(([address, , name = '']) => ({ address: BigInt(`0x${address}`), name }));
}

/** Where each CPU is, from what QEMU's `info registers -a` prints: `CPU#0 ffffffff81000000 (native_halt)`. */
export function cpuPlaces(registers: string, symbols: Symbols | undefined): string[] {
  return registers.split(/^(?=CPU#\d)/m).flatMap((part) => {
    const [, cpu] = /^CPU#(\d+)/.exec(part) ?? [];
    const [, address] = /\bRIP=([\da-f]+)/i.exec(part) ?? [];
    if (cpu === undefined || address === undefined) return [];
    const name = symbols && functionAt(symbols, BigInt(`0x${address}`));
    const halted = /\bHLT=1\b/.test(part) ? ', idle' : '';
    return [`CPU#${cpu} ${address}${name === undefined ? '' : ` (${name})`}${halted}`];
  });
}

function functionAt(symbols: Symbols, address: bigint): string | undefined {
  let [low, high] = [0, symbols.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((symbols[middle]?.address ?? 0n) <= address) low = middle + 1;
    else high = middle;
  }
  // What lies behind the last function is a module's, or user space.
  return low === symbols.length ? undefined : symbols[low - 1]?.name;
}
