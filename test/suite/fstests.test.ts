// One run of xfstests' interface on XFS in which all happens that can happen to a test, and what is known of it afterwards.
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildKmod, kernelWithHeaders, linkPlugins, rapido } from '../helpers/index.js';
import { attemptOf, FSTESTS, furtherVms, runSuite, type SuiteRun, statuses, textOf, xpath } from './suite.js';

const PASS = [
  'generic/001',
  'generic/002',
  'generic/003',
  'generic/007',
  'generic/008',
  'trouble/009',
  'trouble/010',
  'xfs/001',
];
const FAIL = ['001', '002', '003', '008', '011', '012', '014'].map((name) => `trouble/${name}`);
const CRASH = ['006', '007', '015'].map((name) => `trouble/${name}`);

let cut: string[];
let all: SuiteRun;

beforeAll(async () => {
  await linkPlugins(['cut-fstests']);
  const settings = ['--set', `FSTESTS_SRC=${FSTESTS}`, '--set', 'FSTESTS_ZRAM_SIZE=512M'];
  cut = ['fstests-xfs', '--kernel', kernelWithHeaders().release, '--kmod', await buildKmod(), ...settings];
  const limits = ['--test-timeout', '45', '--hang-timeout', '30'];
  all = await runSuite([...cut, ...limits, '--', '-g', 'quick,trouble/all', '-x', 'lockdep']);
}, 600_000);

describe('all that can happen to a test', () => {
  test('each is what it came to, in results.json and in the verdict', () => {
    const of = (names: readonly string[], status: string) => Object.fromEntries(names.map((name) => [name, status]));
    expect(statuses(all)).toEqual({
      ...of(PASS, 'pass'),
      ...of(FAIL, 'fail'),
      ...of(CRASH, 'crash'),
      ...{ 'generic/006': 'skip', 'trouble/004': 'timeout', 'trouble/005': 'hang' },
    });
    const counts = { pass: 8, fail: 7, skip: 1, crash: 3, hang: 1, timeout: 1, flaky: 0 };
    expect(all.results).toMatchObject({ schema: 1, cut: 'fstests-xfs', format: 'xfstests', counts, notRun: [] });
    expect(all.verdict).toMatchObject({ outcome: 'fail', exitCode: 1, tests: counts });
    expect(all.status).toBe(1);
  });

  test('each says why', () => {
    const reasons = Object.fromEntries(
      all.results.tests.flatMap((found) => {
        const { status, reason } = found.attempts.at(-1) ?? {};
        return status === 'pass' ? [] : [[found.name, reason]];
      }),
    );
    expect(reasons).toMatchObject({
      'generic/006': 'this test needs SCRATCH_LOGDEV',
      'trouble/001': 'output mismatch',
      'trouble/002': 'exit status 3',
      'trouble/004': expect.stringMatching(/not done after 45 s/),
      'trouble/005': expect.stringMatching(/neither a heartbeat nor output for 30 s/),
      'trouble/006': expect.stringMatching(/powered itself off/),
      'trouble/007': expect.stringMatching(/^BUG: .*NULL pointer dereference/),
      'trouble/008': 'something found in dmesg',
      'trouble/011': expect.stringMatching(/inconsistent/),
      'trouble/014': 'the suite ended during it',
      'trouble/015': 'kernel panic: sysrq triggered crash',
    });
    expect(attemptOf(all, 'trouble/001').output).toMatch(/^ {4}-two\n {4}\+three$/m);
  });

  test("what the kernel reported in a test's span is the test's", () => {
    const ofTest = (name: string) => attemptOf(all, name).kernel?.join('\n') ?? '';
    expect(ofTest('trouble/015')).toMatch(/run fstests trouble\/015 at [\s\S]*Kernel panic - not syncing: sysrq/);
    expect(ofTest('trouble/015')).not.toContain('trouble/014');
    expect(ofTest('trouble/007')).toMatch(/run fstests trouble\/007 at [\s\S]*BUG: kernel NULL pointer/);
    expect(attemptOf(all, 'trouble/009')).toMatchObject({
      status: 'pass',
      splats: [expect.stringMatching(/^WARNING in rapido_fault_warn/)],
    });
    expect(ofTest('trouble/009')).toContain('rapido_fault_warn');
    expect(attemptOf(all, 'generic/001').kernel).toBeUndefined();
  });

  test("each test's files are in the bundle, up to the one in which the VM died", () => {
    const files = (name: string) => attemptOf(all, name).files;
    expect(files('trouble/001')).toEqual(
      expect.arrayContaining(['tests/trouble/001.full', 'tests/trouble/001.out.bad']),
    );
    expect(textOf(all, 'tests/trouble/001.out.bad')).toBe('QA output created by 001\none\nthree\n');
    expect(textOf(all, 'tests/trouble/001.full')).toBe('what happened before\n');
    expect(textOf(all, 'tests/generic/006.notrun')).toBe('this test needs SCRATCH_LOGDEV\n');
    expect(textOf(all, 'tests/trouble/008.dmesg')).toContain('rapido_fault_warn');
    expect(textOf(all, 'tests/trouble/011.full')).toContain('bad primary superblock');
    // Of what is large, the beginning and the end; it came before the next test began, and so before the panic.
    const large = textOf(all, 'tests/trouble/012.full');
    expect(large).toMatch(/^the first line\n[\s\S]*\[ \d+ bytes of \d+ are left out here \][\s\S]*\nthe last line\n$/);
    expect(large.length).toBeLessThan(1.1 * 2 ** 20);
    for (const path of all.results.tests.flatMap(({ attempts }) => attempts).flatMap((attempt) => attempt.files)) {
      expect(statSync(join(all.bundle, path)).isFile(), path).toBe(true);
    }
  });

  test('a fresh VM goes on each time, and a VM that is well is kept', () => {
    const vms = furtherVms(all);
    expect(vms).toEqual([2, 3, 4, 5, 6].map((number) => `fstests-xfs.${number}`));
    const vmOf = (name: string) => attemptOf(all, name).vm;
    expect(vmOf('generic/001')).toBe('fstests-xfs');
    expect(vmOf('trouble/004')).toBe('fstests-xfs');
    // A time-out, a hang, a power-off, an oops; what fails, warns or kills the suite's program is no reason.
    expect(vmOf('trouble/005')).toBe('fstests-xfs.2');
    expect(vmOf('trouble/006')).toBe('fstests-xfs.3');
    expect(vmOf('trouble/007')).toBe('fstests-xfs.4');
    for (const name of ['008', '009', '010', '011', '012', '014', '015']) {
      expect(vmOf(`trouble/${name}`), name).toBe('fstests-xfs.5');
    }
    for (const vm of vms) {
      for (const file of ['console.log', 'kernel.log'])
        expect(existsSync(join(all.bundle, 'vms', vm, file))).toBe(true);
    }
  });

  test('junit.xml says the same to any reader of XML', async () => {
    const junit = join(all.bundle, 'junit.xml');
    expect(await xpath(junit, 'count(//testcase)')).toBe('21');
    expect(await xpath(junit, 'count(//testcase/failure)')).toBe('7');
    expect(await xpath(junit, 'count(//testcase/error)')).toBe('5');
    expect(await xpath(junit, 'string(//testcase/skipped/@message)')).toBe('this test needs SCRATCH_LOGDEV');
    expect(await xpath(junit, 'string(/testsuites/@tests)')).toBe('21');
    expect(await xpath(junit, 'string(//testcase[@name="trouble/001"]/failure)')).toMatch(/^ {4}-two\n {4}\+three$/m);
    expect(await xpath(junit, 'string(//testcase[@name="trouble/015"]/error/@type)')).toBe('crash');
    expect(await xpath(junit, 'string(//testcase[@name="trouble/015"]/error)')).toContain('Kernel panic');
  });

  test('report.html has every test in a table, and no text of a test is markup', () => {
    const report = textOf(all, 'report.html');
    for (const { name } of all.results.tests) expect(report).toContain(name);
    expect(report).toContain('this test needs SCRATCH_LOGDEV');
    expect(report).toMatch(/<th[^>]*>/);
  });

  test('rapido results tells of it', async () => {
    const told = await rapido(['results']);
    expect(told.stdout).toContain('21 tests: 7 failed, 3 crashed, 1 hung, 1 out of time, 8 passed, 1 skipped');
    const skipped = await rapido(['results', '--status', 'skip']);
    expect(skipped.stdout).toMatch(/^skip .*generic\/006 +this test needs SCRATCH_LOGDEV\n$/);
    expect(all.stdout).toContain('21 tests: 7 failed');
  });
});

test("a kernel's report in a test that passes is what the run comes to", async () => {
  const run = await runSuite([...cut, '--', 'trouble/009', 'generic/002']);
  expect(statuses(run)).toEqual({ 'generic/002': 'pass', 'trouble/009': 'pass' });
  expect([run.status, run.verdict.outcome]).toEqual([100, 'splat']);
  expect(run.verdict.reason).toMatch(/^WARNING in rapido_fault_warn.* \(in trouble\/009\)/);
});
