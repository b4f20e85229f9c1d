import { type KernelRecord, stamp } from '../kernel-log/index.js';

/** One line of a record: what the detector works with. */
export interface LogLine {
  readonly sequence: number;
  /** Microseconds since the kernel's start. */
  readonly time: number;
  readonly text: string;
}

/** The lines of a record. */
export function linesOf({ sequence, time, text }: KernelRecord): LogLine[] {
  return text.split('\n').map((line) => ({ sequence, time, text: line.trimEnd() }));
}

/** A line as the kernel's console shows it: `[    1.234567] text`. */
export function formatLine({ time, text }: LogLine): string {
  return `${stamp(time)} ${text}`.trimEnd();
}
