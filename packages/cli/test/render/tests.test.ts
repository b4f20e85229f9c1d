import type { SuiteResults, TestAttempt, TestResult } from '@rapido/core';
import { describe, expect, it } from 'vitest';
import { formatCounts, formatOutcome, formatTests, reasonOf } from '../../src/render/tests.js';
import { styleFor } from '../../src/text/style.js';

const page = { style: styleFor({ colour: false }), columns: 200 };
const NONE = { pass: 0, fail: 0, skip: 0, crash: 0, hang: 0, timeout: 0, flaky: 0 };

function attempt(status: TestAttempt['status'], more: Partial<TestAttempt> = {}): TestAttempt {
  return { status, vm: 'fs', seconds: 3.2, began: '2026-01-01T00:00:00.000Z', files: [], ...more };
}

const passed: TestResult = { name: 'generic/001', status: 'pass', attempts: [attempt('pass')] };
const failed: TestResult = {
  ...{ name: 'generic/002', condition: 'xfs_4k', status: 'fail' },
  attempts: [attempt('fail', { reason: 'output mismatch\x1b[2J', splats: ['WARNING in f'] })],
};
const flaky: TestResult = {
  ...{ name: 'generic/003', status: 'flaky' },
  attempts: [
    attempt('hang', { reason: 'no sign of life' }),
    attempt('fail'),
    attempt('pass', { vm: 'fstests-xfs.2', seconds: 75 }),
  ],
};

function results(more: Partial<SuiteResults> = {}): SuiteResults {
  return {
    ...{ schema: 1, cut: 'fstests-xfs', format: 'xfstests', kernel: { release: '6.1.0', buildId: 'x' } },
    ...{ started: '', ended: '', args: [], tests: [passed, failed, flaky], notRun: [] },
    counts: { ...NONE, pass: 1, fail: 1, flaky: 1 },
    ...more,
  };
}

describe('tests', () => {
  it('are lines of status, time, name and reason', () => {
    expect(formatTests([passed, failed], page)).toEqual([
      'pass  3.2 s  generic/001',
      'fail  3.2 s  generic/002 (xfs_4k)  output mismatch; WARNING in f',
    ]);
  });

  it('are shortened to the width of a terminal, but not to nothing', () => {
    expect(formatTests([failed], { ...page, columns: 20 })).toEqual([
      'fail  3.2 s  generic/002 (xfs_4k)  output mismatch; WARNING…',
    ]);
  });

  it('are told of at the end of a run where they did not pass, with the counts last', () => {
    expect(formatOutcome(results(), page)).toEqual([
      'fail   3.2 s       generic/002 (xfs_4k)  output mismatch; WARNING in f',
      'flaky  1 min 15 s  generic/003           2 of 3 attempts: hang, no sign of life',
      '3 tests: 1 failed, 1 flaky, 1 passed',
    ]);
  });
});

describe('counts', () => {
  const counts = (more: Partial<SuiteResults>) => formatCounts(results(more), page.style);

  it('say what was not run', () => {
    const notRun = [{ name: 'generic/004' }];
    expect(counts({ notRun })).toEqual(['3 tests: 1 failed, 1 flaky, 1 passed', '1 was not run: the run ended before']);
    expect(counts({ tests: [], counts: NONE })).toEqual(['0 tests ran']);
  });
});

describe('reasonOf', () => {
  it('names a report of the kernel once', () => {
    const crash = attempt('crash', { reason: 'panic: BUG: x', splats: ['BUG: x'] });
    expect(reasonOf({ name: 'a', status: 'crash', attempts: [crash] })).toBe('panic: BUG: x');
    expect(reasonOf({ name: 'a', status: 'pass', attempts: [attempt('pass', { splats: ['WARNING'] })] })).toBe(
      'WARNING',
    );
    const grown = attempt('crash', { reason: 'BUG: x', splats: ['BUG: x in f'] });
    expect(reasonOf({ name: 'a', status: 'crash', attempts: [grown] })).toBe('BUG: x in f');
    expect(reasonOf(passed)).toBe('');
  });
});
