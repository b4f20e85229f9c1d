import { type LogLine, parseKernelLogLine } from '../kernel-log/index.js';
import { linesOf } from './lines.js';

/** A line of kernel.log, and where it is. */
export interface KernelLine {
  /** From 1. */
  readonly number: number;
  readonly raw: string;
  /** Absent for what Rapido has not written. */
  readonly record?: LogLine;
  /** The step that runs, by the marks of init; 0 is the autorun. */
  readonly step?: number;
  /** This is the mark at which that step begins. */
  readonly begins?: true;
}

/** Reads a kernel.log; nothing where there is none. */
export async function* kernelLines(path: string): AsyncGenerator<KernelLine> {
  let number = 0;
  let step: number | undefined;
  for await (const raw of linesOf(path)) {
    const record = parseKernelLogLine(raw);
    const [, index, what] = (record && isMark(record) && MARK.exec(record.text)) || [];
    if (what === 'begin') step = Number(index);
    yield {
      ...{ number: ++number, raw },
      ...(record === undefined ? {} : { record }),
      ...(step === undefined ? {} : { step }),
      ...(what === 'begin' ? { begins: true } : {}),
    };
    if (what === 'end') step = undefined;
  }
}

const MARK = /^rapido: step (\d+) (begin|end)\b/;

/** Whether init has marked a place here: the kernel itself prints no such thing. */
function isMark({ facility }: LogLine): boolean {
  return facility !== 'kern';
}
