import type { ComparedTest, Outcome } from '@rapido/core';
import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../src/verbs/before-after.js';

const end = (outcome: Outcome, exitCode: number) => ({ outcome, exitCode });
const failure: ComparedTest = { label: 'a', before: 'pass', after: 'fail' };

describe('the exit code of a suite on two kernels', () => {
  it.each([
    [end('pass', 0), end('pass', 0), [], 0],
    [end('fail', 1), end('fail', 1), [], 0],
    [end('pass', 0), end('fail', 1), [failure], 1],
    [end('pass', 0), end('panic', 101), [], 101],
    [end('splat', 100), end('fail', 1), [failure], 100],
    [end('untestable', 125), end('interrupted', 143), [], 143],
  ])('of %j and %j with new failures %j is %i', (before, after, newFailures, code) => {
    expect(exitCodeOf([before, after], { newFailures })).toBe(code);
  });

  it('is that of a failure where nothing could be compared', () => {
    expect(exitCodeOf([end('pass', 0), end('fail', 1)], undefined)).toBe(1);
  });
});
