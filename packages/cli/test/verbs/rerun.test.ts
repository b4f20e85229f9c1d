import type { SuiteResults, TestResult, TestStatus } from '@rapido/core';
import { describe, expect, it } from 'vitest';
import { type TestedRun, testsToRerun, wordsToRerun } from '../../src/verbs/rerun.js';

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

describe('wordsToRerun', () => {
  const config = { findCommand: () => undefined } as never;
  const known = {
    findCommand: (id: string) => ({ id, cut: { name: id.slice(4), summary: '' }, pluginName: 'p' }),
    plugins: new Map([['p', {}]]),
  } as never;
  const found = (vms: Readonly<Record<string, string>>, cut = 'fstests-cifs') =>
    ({
      run: {
        name: 'the-run',
        verdict: { vms: Object.fromEntries(Object.entries(vms).map(([name, of]) => [name, { cut: of }])) },
      },
      results: { cut },
    }) as unknown as TestedRun;
  const two = found({ srv: 'samba-xfs', cli: 'fstests-cifs', 'cli.2': 'fstests-cifs' });

  it('are all VMs of the run but those that took the place of another', () => {
    expect(wordsToRerun(known, two)).toEqual(['srv=samba-xfs', 'cli=fstests-cifs']);
    expect(wordsToRerun(known, found({ 'fstests-cifs': 'fstests-cifs' }))).toEqual(['fstests-cifs']);
    expect(wordsToRerun(known, found({ a: 'fstests-cifs', 'a.2': 'fstests-cifs' }))).toEqual(['a=fstests-cifs']);
    expect(wordsToRerun(known, found({}))).toEqual(['fstests-cifs']);
  });

  it('takes files for cuts', () => {
    expect(wordsToRerun(known, two, ['./x.js'])).toEqual(['srv=samba-xfs', 'cli=./x.js']);
    expect(wordsToRerun(config, two, ['srv=./a.js', './b.js'])).toEqual(['srv=./a.js', 'cli=./b.js']);
    expect(() => wordsToRerun(config, two)).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('--cut srv=FILE') }),
    );
    expect(() => wordsToRerun(known, two, ['x=./a.js'])).toThrow('there is no VM x in this run');
  });
});
