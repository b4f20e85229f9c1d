import type { SuiteResults, TestResult, TestStatus } from '@rapido/core';
import { describe, expect, it } from 'vitest';
import { testsToRerun } from '../../src/verbs/rerun.js';

const test = (name: string, status: TestStatus, condition?: string): TestResult => ({
  ...{ name, status, attempts: [] },
  ...(condition === undefined ? {} : { condition }),
});
const results = (tests: readonly TestResult[], notRun: SuiteResults['notRun'] = []) =>
  ({ tests, notRun }) as unknown as SuiteResults;

describe('testsToRerun', () => {
  const run = { name: 'the-run' };
  const tests = [
    test('a', 'pass'),
    test('b', 'hang', 'xfs_4k'),
    test('c', 'flaky'),
    test('d', 'skip'),
    test('e', 'fail'),
  ];

  it('is all that were chosen, also what was not run any more', () => {
    expect(testsToRerun(run, results(tests, [{ name: 'f' }]), false)).toEqual(['a', 'b (xfs_4k)', 'c', 'd', 'e', 'f']);
  });

  it('is what failed, or did not get that far', () => {
    expect(testsToRerun(run, results(tests, [{ name: 'f' }]), true)).toEqual(['b (xfs_4k)', 'e', 'f']);
  });

  it('is an error where there is nothing', () => {
    expect(() => testsToRerun(run, results([test('a', 'pass')]), true)).toThrow('No test failed in the-run.');
    expect(() => testsToRerun(run, results([]), false)).toThrow('No test was chosen in the-run.');
  });
});
