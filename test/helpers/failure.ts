import { expect } from 'vitest';
import type { Result } from './rapido.js';

/**
 * Checks how a command failed: with this status and code, without any result on standard output or a stack trace, with
 * a hint, and saying all of `texts`. Returns what it said.
 */
export function expectFailure(result: Result, status: number, code: string, ...texts: (string | RegExp)[]): string {
  const { stderr } = result;
  expect(stderr).toContain(`Code:  ERR_RAPIDO_${code}\n`);
  expect(result.status, stderr).toBe(status);
  expect(result.stdout).toBe('');
  const message = stderr.slice(stderr.indexOf('Error: '));
  if (status !== 129) expect(message).toMatch(/^Hint: {2}\S/m); // what was typed wrong may say it all
  expect(message).not.toMatch(/^ +at .*:\d+:\d+\)?$/m);
  for (const text of texts) {
    if (typeof text === 'string') expect(message).toContain(text);
    else expect(message).toMatch(text);
  }
  return message;
}
