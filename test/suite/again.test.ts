// Suites that are run again, over several VMs, up to a limit, and compared.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { linkPlugins, rapido, temporaryDirectory } from '../helpers/index.js';
import { FSTESTS, furtherVms, runSuite, type SuiteRun, statuses, suiteRun, testOf, textOf, xpath } from './suite.js';

const SETTINGS = ['--set', `FSTESTS_SRC=${FSTESTS}`, '--set', 'FSTESTS_ZRAM_SIZE=512M'];

beforeAll(async () => {
  await linkPlugins(['cut-fstests']);
});

function onXfs(...args: readonly string[]): Promise<SuiteRun> {
  return runSuite(['fstests-xfs', ...SETTINGS, ...args]);
}

async function rerun(...args: readonly string[]): Promise<SuiteRun> {
  return suiteRun(await rapido(['rerun', ...SETTINGS, ...args]));
}

const compare = (...runs: readonly SuiteRun[]) => rapido(['compare', ...runs.map(({ bundle }) => bundle)]);

test('what failed is run again by itself, and compared', async () => {
  const broken = await onXfs('--', 'generic/001', 'trouble/001', 'trouble/003');
  expect(statuses(broken)).toEqual({ 'generic/001': 'pass', 'trouble/001': 'fail', 'trouble/003': 'fail' });
  expect(broken.status).toBe(1);

  const again = await rerun('--failed');
  expect(statuses(again)).toEqual({ 'trouble/001': 'fail', 'trouble/003': 'pass' });
  expect(again.status).toBe(1);

  const better = await compare(broken, again);
  expect([better.status, better.stdout]).toEqual([
    0,
    expect.stringMatching(
      /^Fixed:\n +trouble\/003 +fail -> pass *$[\s\S]*^no new failures, 1 fixed, 1 failing as before, 1 not run/m,
    ),
  ]);
  const worse = await compare(again, broken);
  expect([worse.status, worse.stdout]).toEqual([
    1,
    expect.stringMatching(/^New failures:\n +trouble\/003 +pass -> fail +output mismatch$[\s\S]*^1 new failure, /m),
  ]);
});

test('what passes in a fresh VM is flaky: no failure, unless one is strict', async () => {
  const flaky = await onXfs('--retry-failed', '2', '--', 'generic/001', 'trouble/003');
  expect(statuses(flaky)).toEqual({ 'generic/001': 'pass', 'trouble/003': 'flaky' });
  expect(testOf(flaky, 'trouble/003').attempts).toMatchObject([
    { status: 'fail', vm: 'fstests-xfs', files: expect.arrayContaining(['tests/trouble/003.out.bad']) },
    { status: 'pass', vm: 'fstests-xfs.2', files: expect.arrayContaining(['tests/attempt-2/trouble/003.full']) },
  ]);
  expect(furtherVms(flaky)).toEqual(['fstests-xfs.2']);
  expect(flaky).toMatchObject({ status: 0, verdict: { outcome: 'pass', tests: { pass: 1, flaky: 1 } } });
  expect(flaky.stderr).toMatch(/1 flaky|flaky: trouble\/003/);
  expect(textOf(flaky, 'tests/trouble/003.out.bad')).toContain('not the first');
  expect(await xpath(join(flaky.bundle, 'junit.xml'), 'count(//testcase/flakyFailure)')).toBe('1');

  const strict = await rerun('--strict', '--retry-failed', '1');
  expect(statuses(strict)).toEqual(statuses(flaky));
  expect(strict.status).toBe(1);
});

test('two VMs come to what one does', async () => {
  const chosen = ['--', '-g', 'quick,fail', 'trouble/006'];
  const one = await onXfs(...chosen);
  const two = await onXfs('--jobs', '2', ...chosen);
  expect(Object.keys(statuses(one))).toHaveLength(13);
  expect(statuses(two)).toEqual(statuses(one));
  expect([two.status, two.results.counts]).toEqual([1, one.results.counts]);
  const files = ({ results }: SuiteRun) =>
    results.tests.flatMap(({ attempts }) => attempts.flatMap((attempt) => attempt.files)).sort();
  expect(files(two)).toEqual(files(one));
  const begun = new Set(two.results.tests.flatMap(({ attempts }) => attempts.map(({ vm }) => vm)));
  expect(begun.size).toBeGreaterThan(1);
}, 600_000);

test('crashes have a limit; lists of tests are heeded', async () => {
  const directory = temporaryDirectory();
  const [tests, exclude] = ['tests', 'exclude'].map((name) => join(directory, name)) as [string, string];
  writeFileSync(tests, '# a comment\ntrouble/006\ngeneric/001\nxfs/001\n\n');
  writeFileSync(exclude, 'generic/001\n');
  const run = await onXfs('--max-crashes', '0', '--tests', tests, '--exclude', exclude);
  expect(statuses(run)).toEqual({ 'trouble/006': 'crash' });
  expect(run.results.notRun).toEqual([{ name: 'xfs/001' }]);
  expect(run).toMatchObject({ status: 1, stdout: expect.stringContaining('1 was not run: the run ended before') });
});
