import type { ComparedTest, Outcome } from '@rapido/core';
import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../src/verbs/before-after.js';

const NONE = { pass: 1, fail: 0, skip: 0, crash: 0, hang: 0, timeout: 0, flaky: 0 };
const end = (outcome: Outcome, exitCode: number, fail = outcome === 'fail' ? 1 : 0) => ({
  ...{ outcome, exitCode },
  tests: { ...NONE, fail },
});
const failure: ComparedTest = { label: 'a', before: 'pass', after: 'fail' };

describe('the exit code of a suite on two kernels', () => {
  it.each([
    [end('pass', 0), end('pass', 0), [], 0],
    [end('fail', 1), end('fail', 1), [], 0],
    [end('pass', 0), end('fail', 1), [failure], 1],
    [end('pass', 0), end('panic', 101), [], 101],
    [end('pass', 0), end('fail', 7, 0), [], 7],
    [end('splat', 100), end('fail', 1), [failure], 100],
    [end('untestable', 125), end('interrupted', 143), [], 143],
  ])('of %j and %j with new failures %j is %i', (before, after, newFailures, code) => {
    expect(exitCodeOf([before, after], { newFailures, notRun: [] })).toBe(code);
  });

  it('is that of a server whose step failed, too, though the same tests fail as before', () => {
    const vms = { cli: { outcome: 'fail' }, srv: { outcome: 'fail', service: true } } as const;
    const both = [end('fail', 1), { ...end('fail', 7), vms }];
    expect(exitCodeOf(both, { newFailures: [], notRun: [] })).toBe(7);
  });

  it('is that of a failure where the later run did not get to a test', () => {
    const notRun = [{ label: 'a', before: 'pass' }] as const;
    expect(exitCodeOf([end('pass', 0), end('fail', 1, 0)], { newFailures: [], notRun })).toBe(1);
  });

  it('is that of a failure where nothing could be compared', () => {
    expect(exitCodeOf([end('pass', 0), end('fail', 1)], undefined)).toBe(1);
  });
});
