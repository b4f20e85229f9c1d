import { expect, it } from 'vitest';
import { compareResults } from '../../../src/suite/results/index.js';
import type { TestAttempt } from '../../../src/suite/types.js';
import { attemptOf, resultsOf, testOf } from './results.js';

const labels = (tests: readonly { readonly label: string }[]) => tests.map(({ label }) => label);

function runOf(tests: Readonly<Record<string, readonly TestAttempt[]>>) {
  return resultsOf(Object.entries(tests).map(([label, attempts]) => testOf(label, ...attempts)));
}

it('tells what is different between two runs', () => {
  const [pass, fail, crash] = [attemptOf('pass'), attemptOf('fail', { reason: 'why' }), attemptOf('crash')];
  const before = {
    new: [pass],
    skipped: [attemptOf('skip')],
    fixed: [crash],
    still: [fail],
    flaky: [fail, pass],
    gone: [pass],
  };
  const after = {
    new: [fail],
    skipped: [crash],
    fixed: [pass],
    still: [crash],
    flaky: [fail],
    shaky: [fail, pass],
    came: [fail],
  };
  const found = compareResults(runOf({ ...before, 'new (b)': [pass] }), runOf({ ...after, 'new (b)': [pass] }));
  expect(labels(found.newFailures)).toEqual(['new', 'skipped', 'flaky', 'came']);
  expect(found.newFailures[0]).toEqual({ label: 'new', before: 'pass', after: 'fail', reason: 'why' });
  expect(found.newFailures[3]).toEqual({ label: 'came', after: 'fail', reason: 'why' });
  expect(labels(found.fixed)).toEqual(['fixed']);
  expect(found.stillFailing).toEqual([{ label: 'still', before: 'fail', after: 'crash' }]);
  expect(labels(found.flaky)).toEqual(['shaky']);
  expect(found.onlyBefore).toEqual([{ label: 'gone', before: 'pass' }]);
  expect(labels(found.onlyAfter)).toEqual(['shaky', 'came']);
  expect(found.slower).toEqual([]);
});

it('tells what the later run did not get to', () => {
  const pass = attemptOf('pass');
  const before = runOf({ a: [pass], 'b (x)': [pass], 'c (x)': [pass], 'c (y)': [pass], d: [pass] });
  const notRun = [{ name: 'b' }, { name: 'c', condition: 'x' }, { name: 'new' }];
  const found = compareResults(before, { ...runOf({ a: [pass] }), notRun });
  expect(found.notRun).toEqual([
    { label: 'b (x)', before: 'pass' },
    { label: 'c (x)', before: 'pass' },
  ]);
  expect(labels(found.onlyBefore)).toEqual(['c (y)', 'd']);
});

it('calls slower what takes much longer, by ratio and by seconds, the worst first', () => {
  const times = { a: [10, 16], b: [10, 14], c: [0.1, 1.9], d: [0, 3], e: [100, 160], f: [3, 1] } as const;
  const run = (index: 0 | 1) =>
    runOf(
      Object.fromEntries(
        Object.entries(times).map(([name, two]) => [name, [attemptOf('pass', { seconds: two[index] })]]),
      ),
    );
  const { slower } = compareResults(run(0), run(1));
  expect(slower.map(({ label, before, after }) => [label, before, after])).toEqual([
    ['d', 0, 3],
    ['a', 10, 16],
    ['e', 100, 160],
  ]);
  expect(slower[1]?.ratio).toBe(1.6);
  expect(labels(compareResults(run(0), run(1), { ratio: 1.3, seconds: 5 }).slower)).toEqual(['a', 'e']);
});
