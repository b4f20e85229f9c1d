import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError, type Outcome, type Verdict } from '@rapido/core';
import { looksOf, type OutputStream } from '../process/terminal.js';
import { formatDuration } from '../text/duration.js';
import { printable } from '../text/printable.js';
import { type Style, styleFor } from '../text/style.js';

/** Ends of which the console's last lines tell more than the verdict does. */
const SHOW_CONSOLE: readonly Outcome[] = ['panic', 'hang', 'timeout', 'ended', 'host'];
const TAIL_LINES = 12;

/** Says on standard error what came of a run: shortly when it passed, with what matters of the console otherwise. */
export async function reportVerdict(verdict: Verdict, options: VerdictOptions): Promise<void> {
  const { silent, console, stderr = process.stderr } = options;
  if (silent) return;
  const tail = !console && SHOW_CONSOLE.includes(verdict.outcome) ? await consoleTail(verdict.bundle) : [];
  const lines = formatVerdict(verdict, tail, styleFor(looksOf(stderr)));
  stderr.write(`${lines.join('\n')}\n`);
}

export interface VerdictOptions {
  readonly silent: boolean;
  /** The console has been shown already. */
  readonly console: boolean;
  readonly stderr?: OutputStream;
}

export function formatVerdict(verdict: Verdict, tail: readonly string[], style: Style): string[] {
  const { outcome, exitCode, reason, vms, bundle } = verdict;
  const seconds = Math.max(...Object.values(vms).map((vm) => vm.seconds));
  const paint = outcome === 'pass' ? style.green : style.red;
  const head = paint(style.bold(outcome === 'pass' ? 'pass' : `${outcome}, exit code ${exitCode}`));
  return [
    ...(tail.length === 0 ? [] : [style.dim('The end of the console:'), ...tail.map((line) => `  ${line}`)]),
    reason === outcome ? head : `${head}: ${reason}`,
    style.dim(`${formatDuration(seconds)} in the VM (${verdict.accelerator}); logs: ${bundle}`),
  ];
}

async function consoleTail(bundle: string): Promise<string[]> {
  try {
    const text = await readFile(join(bundle, 'console.log'), 'utf8');
    return text
      .split('\n')
      .map(printable)
      .filter((line) => line !== '')
      .slice(-TAIL_LINES);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  }
}
