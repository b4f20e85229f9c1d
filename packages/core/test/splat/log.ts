import type { KernelRecord } from '../../src/kernel-log/types.js';

/** Records of a console log: a line each, with `[T1]` or `[C0]` in front where it matters who printed it. */
export function recordsOf(log: string, { start = 1, step = 0.001 } = {}): KernelRecord[] {
  return log
    .replace(/^\n|\n\s*$/g, '')
    .split('\n')
    .map((line, sequence) => {
      const [, caller, text = ''] = /^(?:\[([TC]\d+)\] ?)?(.*)$/.exec(line) ?? [];
      const time = Math.round((start + sequence * step) * 1e6);
      return { sequence, time, level: 4, facility: 0, ...(caller === undefined ? {} : { caller }), text };
    });
}
