import type { SuiteResults, TestResult, TestStatus } from '@rapido/core';
import { describe, expect, it } from 'vitest';
import { type TestedRun, testsToRerun } from '../../src/verbs/rerun.js';

const test = (name: string, status: TestStatus, condition?: string): TestResult => ({
  ...{ name, status, attempts: [] },
  ...(condition === undefined ? {} : { condition }),
});
const runOf = (tests: readonly TestResult[], notRun: SuiteResults['notRun'] = []) =>
  ({ run: { name: 'the-run' }, results: { tests, notRun } }) as unknown as TestedRun;

describe('testsToRerun', () => {
  const tests = [
    test('a', 'pass'),
    test('b', 'hang', 'xfs_4k'),
    test('c', 'flaky'),
    test('d', 'skip'),
    test('e', 'fail'),
  ];

  it('is all that were chosen, also what was not run any more', () => {
    expect(testsToRerun(runOf(tests, [{ name: 'f' }]), false)).toEqual(['a', 'b (xfs_4k)', 'c', 'd', 'e', 'f']);
  });

  it('is what failed, or did not get that far', () => {
    expect(testsToRerun(runOf(tests, [{ name: 'f' }]), true)).toEqual(['b (xfs_4k)', 'e', 'f']);
  });

  it('is an error where there is nothing', () => {
    expect(() => testsToRerun(runOf([test('a', 'pass')]), true)).toThrow('No test failed in the-run.');
    expect(() => testsToRerun(runOf([]), false)).toThrow('No test was chosen in the-run.');
  });
});
