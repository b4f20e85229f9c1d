import { expect, it } from 'vitest';
import { countsOf, statusOf } from '../../../src/suite/results/index.js';
import { attemptOf, testOf } from './results.js';

const again = attemptOf('pass', { vm: 'fstests-xfs.2' });

it('calls flaky what failed in any way and passed at last, in a fresh VM', () => {
  for (const failure of ['fail', 'crash', 'hang', 'timeout'] as const) {
    expect(statusOf([attemptOf(failure)])).toBe(failure);
    expect(statusOf([attemptOf(failure), again])).toBe('flaky');
    expect(statusOf([attemptOf('pass'), attemptOf(failure)])).toBe(failure);
  }
  expect(statusOf([attemptOf('skip'), attemptOf('pass')])).toBe('pass');
  expect(() => statusOf([])).toThrow();
});

it('knows that a suite may run a test several times in one VM: once is enough to fail', () => {
  for (const failure of ['fail', 'timeout'] as const) {
    expect(statusOf([attemptOf('pass'), attemptOf(failure), attemptOf('pass')])).toBe(failure);
    expect(statusOf([attemptOf(failure), attemptOf('pass'), again])).toBe('flaky');
  }
});

it('takes a test that was skipped for none that passed', () => {
  const skipped = attemptOf('skip', { vm: 'fstests-xfs.2' });
  expect(statusOf([attemptOf('crash'), skipped])).toBe('crash');
  expect(statusOf([attemptOf('fail'), again, skipped])).toBe('flaky');
  expect(statusOf([attemptOf('pass'), skipped])).toBe('pass');
});

it('counts every status', () => {
  const tests = [testOf('a/001', attemptOf('pass')), testOf('a/002', attemptOf('fail'), attemptOf('pass'))];
  expect(countsOf(tests)).toEqual({ pass: 1, fail: 0, skip: 0, crash: 0, hang: 0, timeout: 0, flaky: 1 });
});
