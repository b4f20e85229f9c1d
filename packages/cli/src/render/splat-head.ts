import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FoundSplat, isSystemError } from '@rapido/core';
import { printable } from '../text/printable.js';

const LINES = 12;

/**
 * What a developer looks for first in a report: what happened, where, and how the kernel got there. `number` is the splat's,
 * from 1; its file has source lines where the kernel was built here.
 */
export async function splatHead(bundle: string, { report }: FoundSplat, number: number): Promise<string[]> {
  const lines = (await decoded(join(bundle, `splat-${number}.txt`))) ?? report;
  const telling = lines
    .map((line) => printable(line.replace(STAMP, '')))
    .filter((line) => line.trim() !== '' && !NOISE.test(line));
  return telling.slice(0, LINES);
}

const STAMP = /^\[ *\d+\.\d+\](?:\[ *[TC]\d+\])? ?/;

/** Rules, modules, machine, registers, code, what stood on the stack by chance, and where a trace is on a task. */
const NOISE =
  /^-+\[ cut here|^={8,}$|^All code$|^Code starting with|^ +[\da-f]+:\*?\s|^Modules linked in:|^Hardware name:|^Code:|^(?:R[A-D]X|R[SD]I|R[SB]P|R\d\d|[CDFG]S|[CD]R\d|PKRU):|^PGD |^ +(?:\? |<\/?\w+>$)/;

async function decoded(file: string): Promise<string[] | undefined> {
  try {
    return (await readFile(file, 'utf8')).split('\n');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}
