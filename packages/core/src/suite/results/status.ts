import type { TestAttempt, TestResult, TestStatus } from '../types.js';

/** All that a test can come to, the worst first. */
export const STATUSES: readonly TestStatus[] = ['crash', 'hang', 'timeout', 'fail', 'flaky', 'skip', 'pass'];

/** Whether a test that came to this has shown a problem; a flaky one has, but it passed in the end. */
export function isFailure(status: TestStatus): boolean {
  return status === 'fail' || status === 'crash' || status === 'hang' || status === 'timeout';
}

/**
 * What all attempts of a test come to: what those in the last VM did, but flaky where they passed and one in an earlier VM had
 * failed. A suite that runs a test several times in one VM, as check's `-i` asks for, has it fail where it fails once; and a failure
 * is not undone by an attempt that was skipped.
 */
export function statusOf(attempts: readonly JudgedAttempt[]): TestStatus {
  const { status, vm } = decisive(attempts);
  return status === 'pass' && attempts.some((other) => other.vm !== vm && isFailure(other.status)) ? 'flaky' : status;
}

/** The attempt that tells what a test came to, and why. */
export function decisive<T extends JudgedAttempt>(attempts: readonly T[]): T {
  const last = attempts.at(-1);
  if (last === undefined) throw new Error('A test without an attempt has come to nothing.');
  const made = attempts.filter(({ status }) => status !== 'skip');
  const inLastVm = made.filter(({ vm }) => vm === made.at(-1)?.vm);
  return inLastVm.findLast(({ status }) => isFailure(status)) ?? inLastVm.at(-1) ?? last;
}

type JudgedAttempt = Pick<TestAttempt, 'status' | 'vm'>;

/** How many tests came to what. */
export function countsOf(tests: readonly Pick<TestResult, 'status'>[]): Record<TestStatus, number> {
  const counts = { pass: 0, fail: 0, skip: 0, crash: 0, hang: 0, timeout: 0, flaky: 0 };
  for (const { status } of tests) counts[status]++;
  return counts;
}
