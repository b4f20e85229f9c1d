import type { KernelRecord } from './types.js';

const HEADER = /^(\d+),(\d+),(\d+),([^;]*);(.*)$/s;

/** Whether a line may be part of a record: its head, or one of the dictionary that follows it. */
export function isKmsgLine(line: string): boolean {
  return /^[\d ]/.test(line);
}

/**
 * A line that was read from /dev/kmsg (Documentation/ABI/testing/dev-kmsg) as a record: `6,339,5140900,-;text`.
 * Undefined for the dictionary's lines (` SUBSYSTEM=pci`) and whatever else is none.
 */
export function parseKmsg(line: string): KernelRecord | undefined {
  const [, priority, sequence, time, flags, text] = HEADER.exec(line) ?? [];
  if (priority === undefined || flags === undefined || text === undefined) return undefined;
  const caller = /(?:^|,)caller=([TC]\d+)/.exec(flags)?.[1];
  return {
    sequence: Number(sequence),
    time: Number(time),
    level: Number(priority) & 7,
    facility: Number(priority) >> 3,
    ...(caller === undefined ? {} : { caller }),
    text: unescaped(text),
  };
}

/** Bytes that are not printable ASCII come as `\xNN`. */
function unescaped(text: string): string {
  if (!text.includes('\\x')) return text;
  const bytes = text.replace(/\\x([\da-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
