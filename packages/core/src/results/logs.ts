import { join } from 'node:path';
import { RapidoError } from '../errors.js';
import { LEVELS, type LogLine } from '../kernel-log/index.js';
import { parseConsoleLogLine } from '../run/console-log.js';
import type { StepResult, VmResult } from '../run/types.js';
import { kernelLines } from './kernel-lines.js';
import { linesOf } from './lines.js';
import type { StoredRun } from './stored-run.js';

/** A line of a log, as it is in its file, and its parts; these are absent where Rapido has not written it. */
export interface LogEntry {
  readonly raw: string;
  readonly line?: LogLine;
}

export interface LogFilter {
  /** One of `LEVELS`: only records of it, and worse ones. */
  readonly level?: string;
  /** Only what came while this step ran; 0 is the autorun. A RapidoError where there is no such step. */
  readonly step?: number;
}

/** Directory of a VM's logs in a bundle. */
export function logsOf(bundle: string, { logs = '' }: Pick<VmResult, 'logs'>): string {
  return join(bundle, logs);
}

/** Lines of the kernel log of the VM that decided a run; nothing where it has none. */
export async function* kernelLog(run: StoredRun, { level, step }: LogFilter): AsyncGenerator<LogEntry> {
  if (step !== undefined) checkStep(run, step);
  const worst = level === undefined ? LEVELS : LEVELS.slice(0, LEVELS.indexOf(level) + 1);
  for await (const { raw, record, step: running } of kernelLines(join(logsIn(run), 'kernel.log'))) {
    if (step !== undefined && running !== step) continue;
    if (level !== undefined && !worst.includes(record?.level ?? '')) continue;
    yield { raw, ...(record === undefined ? {} : { line: record }) };
  }
}

/** Lines of that VM's console; nothing where it has none. Which are a step's is told by their time. */
export async function* consoleLog(run: StoredRun, { step }: Pick<LogFilter, 'step'>): AsyncGenerator<LogEntry> {
  const during = step === undefined ? undefined : timesOf(checkStep(run, step));
  for await (const raw of linesOf(join(logsIn(run), 'console.log'))) {
    const line = parseConsoleLogLine(raw);
    if (during && !(line && line.time >= during.from && line.time <= during.to)) continue;
    yield { raw, ...(line === undefined ? {} : { line }) };
  }
}

function logsIn({ path, verdict }: StoredRun): string {
  return logsOf(path, verdict?.vms[verdict.vm] ?? {});
}

function checkStep({ name, path, verdict }: StoredRun, step: number): StepResult {
  const steps = verdict?.vms[verdict.vm]?.steps;
  if (steps === undefined) {
    throw new RapidoError('USAGE', `${name} has no result, so its steps are not known.`, {
      hint: `Read its logs as a whole: ${path}`,
    });
  }
  const found = steps[step];
  if (found) return found;
  throw new RapidoError('USAGE', `${name} has no step ${step}.`, {
    hint:
      steps.length === 1 ? 'It has step 0 alone, its autorun.' : `It has steps 0, its autorun, to ${steps.length - 1}.`,
  });
}

/** Nothing belongs to a step that was not run; one that did not end takes all that came after. */
function timesOf({ began, seconds }: StepResult): { readonly from: number; readonly to: number } {
  if (began === undefined) return { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY };
  return { from: began, to: seconds === undefined ? Number.POSITIVE_INFINITY : began + seconds };
}
