import { join } from 'node:path';
import { RapidoError } from '../errors.js';
import { LEVELS, type LogLine } from '../kernel-log/index.js';
import { parseConsoleLogLine } from '../run/console-log.js';
import type { StepResult } from '../run/types.js';
import { kernelLines } from './kernel-lines.js';
import { linesOf } from './lines.js';
import { loggedVm } from './logged-vm.js';
import type { StoredRun } from './stored-run.js';

/** A line of a log, as it is in its file, and its parts; these are absent where Rapido has not written it. */
export interface LogEntry {
  readonly raw: string;
  readonly line?: LogLine;
}

export interface LogFilter {
  /** Whose log; the VM's that decided, unless given. A RapidoError where the run has no such VM. */
  readonly vm?: string;
  /** One of `LEVELS`: only records of it, and worse ones. */
  readonly level?: string;
  /** Only what came while this step ran; 0 is the autorun. A RapidoError where there is no such step. */
  readonly step?: number;
}

/** Lines of the kernel log of a VM of a run; nothing where it has none. */
export async function* kernelLog(run: StoredRun, { level, step, vm }: LogFilter): AsyncGenerator<LogEntry> {
  const { logs, steps } = await loggedVm(run, vm);
  if (step !== undefined) checkStep(run.name, steps, step);
  const worst = level === undefined ? LEVELS : LEVELS.slice(0, LEVELS.indexOf(level) + 1);
  for await (const { raw, record, step: running } of kernelLines(join(logs, 'kernel.log'))) {
    if (step !== undefined && running !== step) continue;
    if (level !== undefined && !worst.includes(record?.level ?? '')) continue;
    yield { raw, ...(record === undefined ? {} : { line: record }) };
  }
}

/** Lines of a VM's console; nothing where it has none. Which are a step's is told by their time. */
export async function* consoleLog(run: StoredRun, { step, vm }: Omit<LogFilter, 'level'>): AsyncGenerator<LogEntry> {
  const { logs, steps } = await loggedVm(run, vm);
  const during = step === undefined ? undefined : timesOf(checkStep(run.name, steps, step));
  for await (const raw of linesOf(join(logs, 'console.log'))) {
    const line = parseConsoleLogLine(raw);
    if (during && !(line && line.time >= during.from && line.time <= during.to)) continue;
    yield { raw, ...(line === undefined ? {} : { line }) };
  }
}

function checkStep(run: string, steps: readonly StepResult[] | undefined, step: number): StepResult {
  if (steps === undefined) {
    throw new RapidoError('USAGE', `${run} has no result, so its steps are not known.`, {
      hint: 'Leave out --step, and read the log as a whole.',
    });
  }
  const found = steps[step];
  if (found) return found;
  throw new RapidoError('USAGE', `${run} has no step ${step}.`, {
    hint:
      steps.length === 1 ? 'It has step 0 alone, its autorun.' : `It has steps 0, its autorun, to ${steps.length - 1}.`,
  });
}

/** Nothing belongs to a step that was not run; one that did not end takes all that came after. */
function timesOf({ began, seconds }: StepResult): { readonly from: number; readonly to: number } {
  if (began === undefined) return { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY };
  return { from: began, to: seconds === undefined ? Number.POSITIVE_INFINITY : began + seconds };
}
