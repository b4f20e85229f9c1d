import { readFileSync } from 'node:fs';
import { vi } from 'vitest';

/** A child of `pid` that has `word` on its command line, as soon as there is one. */
export async function childOf(pid: number, word: string): Promise<number> {
  return vi.waitUntil(() => children(pid).find((child) => read(`/proc/${child}/cmdline`).includes(word)), {
    timeout: 60_000,
    interval: 5,
  });
}

function children(pid: number): number[] {
  const numbers = read(`/proc/${pid}/task/${pid}/children`).trim();
  return numbers === '' ? [] : numbers.split(' ').map(Number);
}

/** Empty for a process that has ended. */
function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
