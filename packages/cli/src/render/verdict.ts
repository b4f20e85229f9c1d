import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError, type Outcome, type Verdict } from '@rapido/core';
import { looksOf, type OutputStream } from '../process/terminal.js';
import { formatDuration } from '../text/duration.js';
import { printable } from '../text/printable.js';
import { type Style, styleFor } from '../text/style.js';
import { decisive, findings } from './findings.js';
import { splatHead } from './splat-head.js';

/** Ends of which the console's last lines tell more than the verdict does. */
const SHOW_CONSOLE: readonly Outcome[] = ['panic', 'hang', 'timeout', 'ended', 'host'];
const TAIL_LINES = 12;

/** Says on standard error what came of a run: shortly when it passed, with what matters of the logs otherwise. */
export async function reportVerdict(verdict: Verdict, options: VerdictOptions): Promise<void> {
  const { silent, console, stderr = process.stderr } = options;
  if (silent) return;
  const excerpt = console ? undefined : await tellingExcerpt(verdict);
  const lines = formatVerdict(verdict, excerpt, styleFor(looksOf(stderr)));
  stderr.write(`${lines.join('\n')}\n`);
}

export interface VerdictOptions {
  readonly silent: boolean;
  /** The console has been shown already. */
  readonly console: boolean;
  readonly stderr?: OutputStream;
}

/** Lines of a log that tell why a run ended as it did. */
export interface LogExcerpt {
  readonly title: string;
  readonly lines: readonly string[];
}

export function formatVerdict(verdict: Verdict, excerpt: LogExcerpt | undefined, style: Style): string[] {
  const { outcome, vms, bundle } = verdict;
  const restored = Object.values(vms).some(({ warm }) => warm?.restored) ? ', restored' : '';
  return [
    ...(excerpt ? [style.dim(`${excerpt.title}:`), ...excerpt.lines.map((line) => `  ${line}`)] : []),
    headOf(verdict, style),
    ...othersEnds(verdict).map((line) => style.yellow(line)),
    ...findings(verdict, style),
    ...(outcome === 'pass' ? [] : [style.dim(`report: ${join(bundle, 'report.html')}`)]),
    style.dim(`${durationOf(verdict)} (${verdict.accelerator}${restored}); logs: ${bundle}`),
  ];
}

/** How long it took: of a suite, which may have needed several VMs one after the other, as a whole. */
function durationOf({ vms, started, ended }: Verdict): string {
  const all = Object.values(vms);
  const longest = Math.max(...all.map(({ seconds }) => seconds));
  if (all.length === 1) return `${formatDuration(longest)} in the VM`;
  return `${formatDuration((Date.parse(ended) - Date.parse(started)) / 1000)} in ${all.length} VMs`;
}

/** How other VMs of the run ended, where not well; those that did the work of the deciding one are part of how that ended. */
function othersEnds({ vms, vm: decider, outcome: whole }: Verdict): string[] {
  if (whole === 'interrupted') return [];
  const base = (name: string) => name.replace(/\.\d+$/, '');
  return Object.entries(vms)
    .filter(([name, { outcome }]) => base(name) !== base(decider) && outcome !== 'pass')
    .map(([name, { outcome, reason }]) => `${name}: ${outcome}${reason === outcome ? '' : `, ${printable(reason)}`}`);
}

/** Outcome, exit code and reason in a line. */
export function headOf({ outcome, exitCode, reason }: Verdict, style: Style): string {
  const paint = outcome === 'pass' ? style.green : style.red;
  const head = paint(style.bold(outcome === 'pass' ? 'pass' : `${outcome}, exit code ${exitCode}`));
  return reason === outcome ? head : `${head}: ${printable(reason)}`;
}

/** The head of the report that decided, else the end of the console where something ended badly. */
async function tellingExcerpt(verdict: Verdict): Promise<LogExcerpt | undefined> {
  const { outcome, bundle, vms, vm } = verdict;
  if (outcome !== 'splat' && !SHOW_CONSOLE.includes(outcome)) return undefined;
  const { splats = [], examination, logs = '' } = vms[vm] ?? {};
  const dir = join(bundle, logs);
  const splat = decisive(splats, outcome);
  // What an examined kernel has answered is at the end of the console; the findings are the gist of it.
  if (!splat && examination && examination.answeredTo !== 'nothing') return undefined;
  const lines = splat ? await splatHead(dir, splat, splats.indexOf(splat) + 1) : await consoleTail(dir);
  if (lines.length === 0) return undefined;
  const whose = Object.keys(vms).length === 1 ? '' : ` of ${vm}`;
  return { title: `${splat ? 'From the report of the kernel' : 'The end of the console'}${whose}`, lines };
}

async function consoleTail(dir: string): Promise<string[]> {
  try {
    const text = await readFile(join(dir, 'console.log'), 'utf8');
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
