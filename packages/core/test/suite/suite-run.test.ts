import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { judgeSuite } from '../../src/suite/judge-suite.js';
import { runFake } from './fake-suite.js';

test('a suite that passes: one VM, listed once, one chunk, counts in every event', async () => {
  const found = await runFake({ tests: { a: 'pass', b: 'skip', c: 'pass' } });
  expect(found.statuses).toEqual({ a: 'pass', b: 'skip', c: 'pass' });
  expect(found.asked['cut']).toEqual([{ kind: 'list' }, { kind: 'tests', names: ['a', 'b', 'c'] }, { kind: 'end' }]);
  expect(found.verdict).toEqual({
    ...{ outcome: 'pass', exitCode: 0, vm: 'cut' },
    reason: 'all 3 tests passed (1 skipped)',
  });
  expect(found.events.filter(({ type }) => type === 'test')).toMatchObject([
    { label: 'a', attempt: 1, progress: { done: 0, failed: 0, skipped: 0, total: 3, secondsLeft: 3 } },
    { label: 'a', status: 'pass', progress: { done: 1, total: 3, secondsLeft: 2 } },
    { label: 'b' },
    { label: 'b', status: 'skip', reason: 'no such device', progress: { done: 2, skipped: 1 } },
    { label: 'c' },
    { label: 'c', status: 'pass', progress: { done: 3, failed: 0, secondsLeft: 0 } },
  ]);
  expect(found.vmEnds).toBe(1);
});

test('failures decide, and are named; what the suite left is kept', async () => {
  const { tests, verdict, bundle } = await runFake({
    tests: { 'g/1': 'fail', 'g/2': 'pass', 'g/3': 'fail', 'g/4': 'fail' },
  });
  expect(verdict).toMatchObject({ outcome: 'fail', exitCode: 1, reason: '3 of 4 tests failed: g/1, g/3 and 1 more' });
  expect(tests[0]?.attempts[0]?.files).toEqual(['tests/g/1.log']);
  const path = join(bundle, 'tests/g/1.log');
  expect(readFileSync(path, 'utf8')).toBe('fail\n');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test.each([
  ['panic', 'crash', 'BUG: oops in f'],
  ['hang', 'hang', 'neither a heartbeat nor output for 60 s'],
  ['off', 'crash', 'the step ended with status 0'],
] as const)('%s: the test is marked, and a fresh VM runs the rest', async (behaviour, status, reason) => {
  const { statuses, asked, verdict, tests } = await runFake({
    tests: { a: 'pass', b: behaviour, c: 'pass', d: 'pass' },
  });
  expect(statuses).toEqual({ a: 'pass', b: status, c: 'pass', d: 'pass' });
  expect(asked['cut.2']).toEqual([{ kind: 'tests', names: ['c', 'd'] }, { kind: 'end' }]);
  expect(tests[1]?.attempts).toMatchObject([{ status, reason, vm: 'cut' }]);
  expect(tests[2]?.attempts).toMatchObject([{ vm: 'cut.2' }]);
  expect(verdict).toMatchObject({ outcome: 'fail', exitCode: 1, reason: '1 of 4 tests failed: b' });
});

test('what the kernel said while a test ran that it died of is with the test', async () => {
  const { tests } = await runFake({ tests: { a: 'pass', b: 'panic', c: 'pass' } });
  const [attempt] = tests[1]?.attempts ?? [];
  expect(attempt?.splats).toEqual(['BUG: oops in f']);
  expect(attempt?.kernel?.map((line) => line.slice(line.indexOf('] ') + 2))).toEqual([
    'rapido: test b begin',
    'BUG: oops in f',
  ]);
  expect(tests[0]?.attempts[0]?.kernel).toBeUndefined();
});

test('a kernel that dies slowly has died of the test that ran, whatever the suite still says', async () => {
  const { statuses, asked } = await runFake({ tests: { a: 'oops', b: 'pass' } });
  expect(statuses).toEqual({ a: 'crash', b: 'pass' });
  expect(asked['cut.2']).toMatchObject([{ names: ['b'] }, {}]);
});

test('a report that comes late is still of the test in whose span it began', async () => {
  const { statuses, asked, tests } = await runFake({ tests: { a: 'pass', b: 'late', c: 'pass' } });
  expect(statuses).toEqual({ a: 'pass', b: 'crash', c: 'pass' });
  expect(tests[1]?.attempts).toMatchObject([{ status: 'crash', reason: 'BUG: oops in f' }]);
  expect(asked['cut.2']).toMatchObject([{ names: ['c'] }, {}]);
});

test('one that comes when the suite has ended, too', async () => {
  const panic = { outcome: 'panic', exitCode: 101, reason: 'a panic (in step 1 (suite))' } as const;
  const suite = { tests: { a: 'pass', b: 'late' }, ending: () => panic } as const;
  const { statuses, verdict } = await runFake(suite);
  expect(statuses).toEqual({ a: 'pass', b: 'crash' });
  expect(verdict).toMatchObject({ outcome: 'fail', exitCode: 1 });
});

test('a test that is not done in time is marked, and the rest goes on', async () => {
  const { statuses, tests } = await inNoTime(60, () =>
    runFake({ tests: { a: 'stall', b: 'pass' } }, { testTimeout: 60 }),
  );
  expect(statuses).toEqual({ a: 'timeout', b: 'pass' });
  expect(tests[0]?.attempts[0]?.reason).toBe('a was not done after 60 s');
});

/** Runs `work`, which waits for a timer of so many seconds, without waiting. */
async function inNoTime<T>(seconds: number, work: () => Promise<T>): Promise<T> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const running = work();
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1));
    await vi.advanceTimersByTimeAsync(1000 * seconds);
    return await running;
  } finally {
    vi.useRealTimers();
  }
}

test('VMs are replaced so often and no more', async () => {
  const crashing = { a: 'panic', b: 'panic', c: 'panic', d: 'pass' } as const;
  const found = await runFake({ tests: crashing }, { maxCrashes: 2 });
  expect(found.vms).toEqual(['cut', 'cut.2', 'cut.3']);
  expect(found.notRun).toEqual(['d']);
  expect(found.verdict.reason).toBe('3 of 3 tests failed: a, b and 1 more; 1 more not run');
  expect(found.notes).toEqual(['1 test is not run: VMs were replaced 2 times (--max-crashes).']);
  expect((await runFake({ tests: crashing }, { maxCrashes: 3 })).notRun).toEqual([]);
});

test('a VM that lockdep does not watch any more is replaced after the test', async () => {
  const { statuses, asked, verdict, tests } = await runFake({ tests: { 'a (x)': 'lockdep', 'b (y)': 'pass' } });
  expect(statuses).toEqual({ 'a (x)': 'pass', 'b (y)': 'pass' });
  expect(tests[1]?.attempts[0]?.vm).toBe('cut.2');
  expect(asked['cut']?.at(-1)).toEqual({ kind: 'end' });
  expect(asked['cut.2']).toMatchObject([{ names: ['b'] }, {}]);
  expect(verdict).toMatchObject({ outcome: 'splat', exitCode: 100, reason: 'WARNING in f (in a (x))' });
});

test('what was so before the suite began would be so in a fresh VM', async () => {
  const { statuses, vms, verdict } = await runFake({ tests: { a: 'pass', b: 'pass' }, distrusted: true });
  expect(statuses).toEqual({ a: 'pass', b: 'pass' });
  expect(vms).toEqual(['cut']);
  expect(verdict.outcome).toBe('pass');
});

test('a VM is not replaced where no other one could go on', async () => {
  const { statuses, notes, verdict } = await runFake({ tests: { a: 'lockdep', b: 'fail' }, canList: false });
  expect(statuses).toEqual({ a: 'pass', b: 'fail' });
  expect(notes).toEqual([]);
  expect(verdict.exitCode).toBe(1);
});

test('it is ended by force where its suite goes on', async () => {
  const suite = { tests: { a: 'lockdep', b: ['stall', 'pass'], c: 'pass' } } as const;
  const { asked, statuses, tests } = await inNoTime(2, () => runFake(suite));
  expect(asked['cut']?.at(-1)).toMatchObject({ kind: 'tests' });
  expect(statuses).toEqual({ a: 'pass', b: 'pass', c: 'pass' });
  expect(tests[1]?.attempts).toMatchObject([{ vm: 'cut.2' }]);
});

describe('tests that failed are run again in a fresh VM', () => {
  test('and are flaky when they pass', async () => {
    const suite = { tests: { a: 'pass', b: ['fail', 'pass'], c: 'fail', d: ['panic', 'fail', 'pass'] } } as const;
    const { statuses, asked, verdict, tests, bundle } = await runFake(suite, { retryFailed: 2 });
    expect(statuses).toEqual({ a: 'pass', b: 'flaky', c: 'fail', d: 'flaky' });
    expect(
      Object.values(asked).map((answers) => answers.flatMap((answer) => ('names' in answer ? answer.names : []))),
    ).toEqual([
      ['a', 'b', 'c', 'd'],
      ['b', 'c', 'd'],
      ['c', 'd'],
    ]);
    expect(tests[3]?.attempts.map(({ vm }) => vm)).toEqual(['cut', 'cut.2', 'cut.3']);
    expect(tests[2]?.attempts[2]?.files).toEqual(['tests/attempt-3/c.log']);
    expect(existsSync(join(bundle, 'tests/attempt-3/c.log'))).toBe(true);
    expect(verdict.reason).toBe('1 of 4 tests failed: c');
  });

  test('and flaky alone is a pass, but not a strict one', async () => {
    const suite = { tests: { a: 'pass', b: ['fail', 'pass'] } } as const;
    expect((await runFake(suite, { retryFailed: 1 })).verdict).toMatchObject({
      ...{ outcome: 'pass', exitCode: 0 },
      reason: 'all 2 tests passed (1 flaky)',
    });
    const strict = await runFake(suite, { retryFailed: 1, strict: true });
    expect(strict.verdict).toMatchObject({ outcome: 'fail', exitCode: 1, reason: '1 of 2 tests failed: b' });
  });
});

describe('several VMs', () => {
  const many = Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => [`t/${i}`, i % 10 === 3 ? 'fail' : 'pass'] as const),
  );

  test('come to the same as one, with each test run once', async () => {
    const [one, three] = await Promise.all([runFake({ tests: many }), runFake({ tests: many }, { jobs: 3 })]);
    const sorted = (statuses: Record<string, string>) => Object.entries(statuses).sort();
    expect(sorted(three.statuses)).toEqual(sorted(one.statuses));
    expect(three.verdict.exitCode).toBe(one.verdict.exitCode);
    expect(three.vms).toEqual(['cut', 'cut.2', 'cut.3']);
    expect(three.tests.every(({ attempts }) => attempts.length === 1)).toBe(true);
    expect(new Set(three.tests.map(({ attempts }) => attempts[0]?.vm)).size).toBe(3);
    expect(
      Object.values(three.asked)
        .flat()
        .filter(({ kind }) => kind === 'list'),
    ).toHaveLength(1);
  });

  test('go on when one crashes', async () => {
    const { statuses, notRun } = await runFake({ tests: { ...many, 't/7': 'panic' } }, { jobs: 2 });
    expect(Object.keys(statuses)).toHaveLength(40);
    expect(statuses['t/7']).toBe('crash');
    expect(notRun).toEqual([]);
  });
});

test('of conditions, each has its chunk', async () => {
  const { asked, statuses } = await runFake({ tests: { 'a (4k)': 'pass', 'a (1k)': 'fail', 'b (4k)': 'pass' } });
  expect(asked['cut']?.slice(1)).toEqual([
    { kind: 'tests', names: ['a', 'b'], condition: '4k' },
    { kind: 'tests', names: ['a'], condition: '1k' },
    { kind: 'end' },
  ]);
  expect(statuses).toEqual({ 'a (4k)': 'pass', 'b (4k)': 'pass', 'a (1k)': 'fail' });
});

test('one name may come to several results', async () => {
  const found = await runFake({ tests: { a: 'pass', b: 'fail' }, devices: ['sda', 'sdb'] });
  expect(Object.keys(found.statuses)).toEqual(['a (sda)', 'a (sdb)', 'b (sda)', 'b (sdb)']);
  expect(found.verdict.reason).toBe('2 of 4 tests failed: b (sda), b (sdb)');
  expect(found.notRun).toEqual([]);
});

test('what was to run under further conditions is not known when a VM is lost', async () => {
  const { verdict } = await runFake({ tests: { a: 'lockdep' }, devices: ['x', 'y'] });
  expect(verdict).toMatchObject({
    ...{ outcome: 'fail', exitCode: 1 },
    reason: 'the suite was cut off: under which conditions more tests were to run is not known',
  });
});

test('tests are left out by name or label, or chosen without a list', async () => {
  const tests = { 'a (4k)': 'pass', 'a (1k)': 'pass', 'b (4k)': 'pass' } as const;
  expect(Object.keys((await runFake({ tests }, { exclude: ['a (1k)', 'b'] })).statuses)).toEqual(['a (4k)']);
  const chosen = await runFake({ tests }, { tests: ['b (4k)'] });
  expect(chosen.asked['cut']).toEqual([{ kind: 'tests', names: ['b'], condition: '4k' }, { kind: 'end' }]);
});

describe('nothing ran', () => {
  test('the list fails, or is empty', async () => {
    const failed = await runFake({ tests: { a: 'pass' }, listStatus: 1, complaint: 'no group "x"\r\nusage: check\n' });
    expect(failed.verdict).toMatchObject({ outcome: 'usage', exitCode: 129, reason: 'the suite lists no test' });
    expect(failed.complaint).toBe('no group "x"\nusage: check');
    expect((await runFake({ tests: {} })).verdict.exitCode).toBe(129);
  });

  test('the list has names that cannot be told apart', async () => {
    const { verdict, complaint } = await runFake({ tests: { 'Loading the configuration': 'pass', a: 'pass' } });
    expect(verdict.exitCode).toBe(129);
    expect(complaint).toBe('"Loading the configuration": the name of a test has no blank in it.');
  });

  test('all is left out, or unknown, or skipped', async () => {
    expect((await runFake({ tests: { a: 'pass' } }, { exclude: ['a'] })).verdict).toMatchObject({
      ...{ exitCode: 129, reason: 'the only test is left out' },
    });
    expect((await runFake({ tests: { a: 'pass' } }, { tests: ['z'] })).verdict.exitCode).toBe(129);
    expect((await runFake({ tests: { a: 'skip', b: 'skip' } })).verdict).toMatchObject({
      ...{ outcome: 'untestable', exitCode: 125, reason: 'all 2 tests were skipped, the first: no such device' },
    });
  });

  test('a VM that ends before the suite decides, and is not replaced', async () => {
    const { verdict, vms } = await runFake({ tests: { a: 'pass' }, early: 'ended' });
    expect(verdict).toMatchObject({ outcome: 'ended', exitCode: 104 });
    expect(vms).toEqual(['cut']);
  });
});

test('a test that the suite passes over is told of, and is no pass', async () => {
  const { verdict, notRun } = await runFake({ tests: { a: 'pass', b: 'ignored' } });
  expect(notRun).toEqual(['b']);
  expect(verdict).toMatchObject({ outcome: 'fail', exitCode: 1, reason: '1 test not run: b' });
});

test('a suite without a list runs what its arguments choose, in one VM', async () => {
  const suite = { tests: { a: 'pass', b: 'panic', c: 'pass' }, canList: false } as const;
  const { asked, statuses, notes } = await runFake(suite);
  expect(asked).toEqual({ cut: [{ kind: 'all' }] });
  expect(statuses).toEqual({ a: 'pass', b: 'crash' });
  expect(notes).toEqual(['The suite cannot list its tests, so that those which are left cannot be run in a fresh VM.']);
});

test('such a suite that ends badly has not passed', async () => {
  const suite = { tests: { a: 'pass' }, canList: false, status: 3 } as const;
  expect((await runFake(suite)).verdict).toMatchObject({
    ...{ outcome: 'fail', exitCode: 1, reason: 'the suite ended with status 3, though no test failed' },
  });
  expect((await runFake({ ...suite, tests: { a: 'fail' } })).verdict.reason).toBe('1 of 1 test failed: a');
});

test('a suite ends badly that way for the tests that it was told to run, too', async () => {
  const suite = { tests: { a: 'pass', b: 'pass' }, status: 3 } as const;
  expect((await runFake(suite)).verdict).toMatchObject({
    ...{ outcome: 'fail', exitCode: 1, reason: 'the suite ended with status 3, though no test failed' },
  });
  const flaky = { tests: { a: ['fail', 'pass'] }, status: 1 } as const;
  expect((await runFake(flaky, { retryFailed: 1 })).verdict.exitCode).toBe(1);
});

test('a failure of no test is one', async () => {
  expect((await runFake({ tests: { a: 'pass', b: 'unbegun' }, canList: false })).verdict).toMatchObject({
    ...{ outcome: 'fail', exitCode: 1, reason: 'test_end fail came without a test_begin' },
  });
});

test('what comes after the suite is done by one VM, which need not be the first', async () => {
  expect((await runFake({ tests: { a: 'fail', b: 'pass' } }, { jobs: 2, retryFailed: 1 })).withSteps).toEqual(['cut']);
  expect((await runFake({ tests: { a: 'panic', b: 'panic', c: 'pass' } })).withSteps).toEqual([
    'cut',
    'cut.2',
    'cut.3',
  ]);
});

test('it is done though the last test takes its VM with it, or it is told that it was not', async () => {
  const suite = { tests: { a: ['panic', 'pass'] }, hasSteps: true } as const;
  const { asked, statuses } = await runFake(suite);
  expect(asked['cut.2']).toEqual([{ kind: 'end' }]);
  expect(statuses).toEqual({ a: 'crash' });
  const given = await runFake(suite, { maxCrashes: 0 });
  expect(given.vms).toEqual(['cut']);
  expect(given.notes).toEqual(['The steps after the suite are not run: VMs were replaced 0 times (--max-crashes).']);
  const lost = await runFake({ ...suite, tests: { a: 'lockdep' }, ending: () => ({ splats: [] }) }, { maxCrashes: 0 });
  expect(lost.verdict.exitCode).not.toBe(0);
});

describe('precedence', () => {
  test('a splat in a test that passed', async () => {
    expect((await runFake({ tests: { a: 'warn', b: 'pass' } })).verdict).toMatchObject({
      ...{ outcome: 'splat', exitCode: 100, reason: 'WARNING in f (in a)' },
    });
    expect((await runFake({ tests: { a: 'warn', b: 'fail' } })).verdict.exitCode).toBe(1);
  });

  test('a step after the suite that fails, and a panic in it', async () => {
    const fail = { outcome: 'fail', exitCode: 7, reason: 'step 2 (x) ended with status 7' } as const;
    expect((await runFake({ tests: { a: 'pass' }, ending: () => fail })).verdict).toMatchObject(fail);
    expect((await runFake({ tests: { a: 'fail' }, ending: () => fail })).verdict.exitCode).toBe(1);
    const panic = { outcome: 'panic', exitCode: 101, reason: 'a panic (in step 2 (x))' } as const;
    expect((await runFake({ tests: { a: 'fail' }, ending: () => panic })).verdict).toMatchObject(panic);
  });

  test('interrupted between two VMs', () => {
    const interruption = { outcome: 'interrupted', exitCode: 143, reason: 'interrupted' } as const;
    const facts = {
      tests: [],
      notRun: [{ name: 'a' }],
      strict: false,
      vm: 'cut',
      vms: new Map(),
      explained: new Set(''),
    };
    expect(judgeSuite({ ...facts, interruption })).toEqual({ ...interruption, vm: 'cut' });
  });

  test('interrupted, or out of time: what is known stays, what ran is not made', async () => {
    const stopped = await runFake({ tests: { a: 'fail', b: 'interrupt', c: 'pass' } }, { retryFailed: 1 });
    expect(stopped.verdict).toMatchObject({ outcome: 'interrupted', exitCode: 143 });
    expect(stopped).toMatchObject({ statuses: { a: 'fail' }, notRun: ['b', 'c'], vms: ['cut'] });
    const late = await runFake({ tests: { a: 'fail', b: 'timeout', c: 'pass' }, timeout: 5 }, { retryFailed: 1 });
    expect(late.verdict).toMatchObject({ outcome: 'timeout', exitCode: 103 });
    expect(late).toMatchObject({ statuses: { a: 'fail', b: 'timeout' }, notRun: ['c'], vms: ['cut'] });
  });

  test('a VM that it needs has ended: no test is to blame, and a fresh one would be no better', async () => {
    const lost = await runFake({ tests: { a: 'fail', b: 'lost', c: 'pass' } }, { retryFailed: 1 });
    expect(lost.verdict).toMatchObject({ outcome: 'ended', exitCode: 104, reason: 'srv, which it needs, has ended' });
    expect(lost).toMatchObject({ statuses: { a: 'fail' }, notRun: ['b', 'c'], vms: ['cut'] });
  });
});

test('2,000 tests take little of the host', async () => {
  const tests = Object.fromEntries(
    Array.from({ length: 2000 }, (_, i) => [`generic/${i}`, i % 7 ? 'pass' : 'fail'] as const),
  );
  const { statuses } = await runFake({ tests });
  expect(Object.keys(statuses)).toHaveLength(2000);
});
