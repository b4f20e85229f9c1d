import type { TestAttempt, TestResult, TestStatus } from '../types.js';

/** All that a test can come to, the worst first. */
export const STATUSES: readonly TestStatus[] = ['crash', 'hang', 'timeout', 'fail', 'flaky', 'skip', 'pass'];

/** Whether a test that came to this has shown a problem; a flaky one has, but it passed in the end. */
export function isFailure(status: TestStatus): boolean {
  return status === 'fail' || status === 'crash' || status === 'hang' || status === 'timeout';
}

/** What all attempts of a test come to: what the last one did, but flaky where it passed and an earlier one had failed. */
export function statusOf(attempts: readonly Pick<TestAttempt, 'status'>[]): TestStatus {
  const last = attempts.at(-1);
  if (last === undefined) throw new Error('A test without an attempt has no status.');
  return last.status === 'pass' && attempts.some(({ status }) => isFailure(status)) ? 'flaky' : last.status;
}

/** How many tests came to what. */
export function countsOf(tests: readonly Pick<TestResult, 'status'>[]): Record<TestStatus, number> {
  const counts = { pass: 0, fail: 0, skip: 0, crash: 0, hang: 0, timeout: 0, flaky: 0 };
  for (const { status } of tests) counts[status]++;
  return counts;
}
