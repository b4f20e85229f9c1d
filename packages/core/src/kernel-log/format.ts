import type { KernelRecord } from './types.js';

/** Names of syslog(3), by number: from the worst on. */
export const LEVELS: readonly string[] = ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug'];
const FACILITIES = ['kern', 'user', 'mail', 'daemon', 'auth', 'syslog', 'lpr', 'news'];

/** A line of `kernel.log`, in the words of `--format json`. */
export interface LogLine {
  /** Seconds: since the kernel's start, or, of the console, since the VM's. */
  readonly time: number;
  readonly level?: string;
  readonly facility?: string;
  readonly text: string;
}

/** A record as lines of `kernel.log`, as `dmesg -x` prints them: `kern  :warn  : [    1.234567] text`. */
export function formatRecord({ time, level, facility, text }: KernelRecord): string {
  const head = `${(FACILITIES[facility] ?? String(facility)).padEnd(6)}:${(LEVELS[level] ?? '').padEnd(6)}: `;
  return text
    .split('\n')
    .map((line) => `${head}${stamp(time)} ${line}\n`)
    .join('');
}

/** As the kernel prints it on its console: `[    1.234567]`. */
export function stamp(microseconds: number): string {
  return `[${(microseconds / 1e6).toFixed(6).padStart(12)}]`;
}

/** What `formatRecord` made, read back; undefined for any other line. */
export function parseKernelLogLine(line: string): LogLine | undefined {
  const [, facility, level, time, text] = /^(\w+) *:(\w+) *: \[ *(\d+\.\d+)\] (.*)$/s.exec(line) ?? [];
  if (facility === undefined || level === undefined || text === undefined) return undefined;
  return { time: Number(time), facility, level, text };
}

/** A kernel that dies does not wait for the end of a line that a program is printing. The stamp is that of `stamp`. */
const STAMPED = /\[([ \d]{4,}\d\.\d{6})\](?:\[ *([TC]\d+)\])? (.*)$/;

/**
 * Lines of the kernel's console, with the time that `printk.time` puts in front, as records after `last`: what a dying kernel
 * could say there only. The console tells neither level nor facility.
 */
export function consoleRecords(console: string, last: Pick<KernelRecord, 'sequence' | 'time'>): KernelRecord[] {
  const records: KernelRecord[] = [];
  for (const line of console.split(/\r?\n/)) {
    const [, seconds, caller, text] = STAMPED.exec(line) ?? [];
    if (text === undefined) continue;
    const time = Math.round(Number(seconds) * 1e6);
    if (time <= last.time) continue;
    const sequence = last.sequence + 1 + records.length;
    records.push({ sequence, time, level: 0, facility: 0, ...(caller === undefined ? {} : { caller }), text });
  }
  return records;
}
