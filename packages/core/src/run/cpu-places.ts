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

/**
 * Where each CPU is, from what QEMU's `info registers -a` prints: `CPU#0 in native_halt, idle`, by the kernel's own words, or else
 * by its symbols, or as an address.
 */
export function cpuPlaces(registers: string, said: readonly string[], symbols: Symbols | undefined): string[] {
  const told = functionsTold(said);
  return registers.split(/^(?=CPU#\d)/m).flatMap((part) => {
    const [, cpu] = /^CPU#(\d+)/.exec(part) ?? [];
    const [, address] = /\bRIP=([\da-f]+)/i.exec(part) ?? [];
    if (cpu === undefined || address === undefined) return [];
    const halted = /\bHLT=1\b/.test(part);
    const name = (symbols && functionAt(symbols, BigInt(`0x${address}`))) ?? (halted ? undefined : told.get(cpu));
    return [`CPU#${cpu} ${name === undefined ? `at ${address}` : `in ${name}`}${halted ? ', idle' : ''}`];
  });
}

/** By CPU, from backtraces: of sysrq l, and of the panic that an NMI makes. */
function functionsTold(lines: readonly string[]): Map<string, string> {
  const told = new Map<string, string>();
  let cpu: string | undefined;
  for (const line of lines) {
    cpu = /^(?:NMI backtrace for cpu|CPU:) (\d+)/.exec(line)?.[1] ?? cpu;
    const [, name] = /^RIP: 0010:([\w.]+)\+0x/.exec(line) ?? [];
    if (cpu !== undefined && name !== undefined && !told.has(cpu)) told.set(cpu, name);
  }
  return told;
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
