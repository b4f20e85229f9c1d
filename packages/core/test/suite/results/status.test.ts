import { expect, it } from 'vitest';
import { countsOf, statusOf } from '../../../src/suite/results/index.js';
import { attemptOf, testOf } from './results.js';

it('calls flaky what failed in any way and passed at last', () => {
  for (const failure of ['fail', 'crash', 'hang', 'timeout'] as const) {
    expect(statusOf([attemptOf(failure)])).toBe(failure);
    expect(statusOf([attemptOf(failure), attemptOf('pass')])).toBe('flaky');
    expect(statusOf([attemptOf('pass'), attemptOf(failure)])).toBe(failure);
  }
  expect(statusOf([attemptOf('skip'), attemptOf('pass')])).toBe('pass');
  expect(statusOf([attemptOf('crash'), attemptOf('skip')])).toBe('skip');
  expect(() => statusOf([])).toThrow();
});

it('counts every status', () => {
  const tests = [testOf('a/001', attemptOf('pass')), testOf('a/002', attemptOf('fail'), attemptOf('pass'))];
  expect(countsOf(tests)).toEqual({ pass: 1, fail: 0, skip: 0, crash: 0, hang: 0, timeout: 0, flaky: 1 });
});
