// Runs of blktests' interface on real devices: conditions, what goes wrong, and what is known of it afterwards.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { buildKmod, kernelWithHeaders, linkPlugins, temporaryDirectory } from '../helpers/index.js';
import { attemptOf, BLKTESTS, furtherVms, runSuite, statuses, testOf, textOf, xpath } from './suite.js';

const SETTINGS = ['--set', `BLKTESTS_SRC=${BLKTESTS}`];

beforeAll(async () => {
  await linkPlugins(['cut-blktests']);
});

/** What the groups block, loop and nvme come to. */
const GROUPS = {
  'block/001 (nvme0n1)': 'pass',
  'block/002 (nvme0n1)': 'pass',
  'block/003': 'skip',
  'loop/001': 'pass',
  'nvme/001 (tr=loop)': 'pass',
  'nvme/001 (tr=tcp)': 'pass',
  'nvme/002 (tr=loop)': 'pass',
  'nvme/002 (tr=tcp)': 'fail',
};

test('each test is what it came to, on its device and under its condition', async () => {
  const kernel = ['--kernel', kernelWithHeaders().release, '--kmod', await buildKmod()];
  const suite = ['--test-timeout', '20', '--', 'block', 'loop', 'nvme', 'trouble'];
  const run = await runSuite(['blktests-nvme', ...kernel, ...SETTINGS, ...suite]);
  const trouble = { 'trouble/001': 'fail', 'trouble/002': 'fail', 'trouble/003': 'crash', 'trouble/004': 'timeout' };
  expect(statuses(run)).toEqual({ ...GROUPS, ...trouble });
  expect(run.results).toMatchObject({ format: 'blktests', notRun: [] });
  expect([run.status, run.verdict.outcome]).toEqual([1, 'fail']);
  expect(furtherVms(run)).toEqual(['blktests-nvme.2']);

  const reason = (label: string) => attemptOf(run, label).reason;
  expect(reason('block/003')).toBe('command no-such-program is not available');
  expect(reason('nvme/002 (tr=tcp)')).toBe('output mismatch');
  expect(attemptOf(run, 'nvme/002 (tr=tcp)').output).toMatch(/^\+tcp is not loop$/m);
  expect(reason('trouble/001')).toBe('exited with status 1');
  expect(reason('trouble/002')).toBe('something found in dmesg');
  expect(reason('trouble/003')).toBe('kernel panic: sysrq triggered crash');
  // It says itself how long it took.
  expect(attemptOf(run, 'block/001 (nvme0n1)').seconds).toBe(
    Number(/^runtime\t(.*)s$/m.exec(textOf(run, 'tests/nvme0n1/block/001'))?.[1]),
  );

  expect(textOf(run, 'tests/nodev_tr_tcp/nvme/002.out.bad')).toBe('Running nvme/002\ntcp is not loop\n');
  expect(textOf(run, 'tests/nodev/trouble/002.dmesg')).toContain('rapido_fault_warn');
  expect(attemptOf(run, 'nvme/002 (tr=tcp)').files).toContain('tests/nodev_tr_tcp/nvme/002.out.bad');
  expect(attemptOf(run, 'trouble/001').files).toContain('tests/nodev/trouble/001.full');
  expect(attemptOf(run, 'trouble/003').kernel?.join('\n')).toMatch(/run blktests trouble\/003 at [\s\S]*Kernel panic/);

  const junit = join(run.bundle, 'junit.xml');
  expect(await xpath(junit, 'string(//testsuite[@name="blktests-nvme.tr=tcp"]/@failures)')).toBe('1');
  expect(await xpath(junit, 'count(//testcase)')).toBe('12');
});

test('two VMs with a configuration of the user come to the same; what fails is run again', async () => {
  const config = join(temporaryDirectory(), 'config');
  writeFileSync(config, 'EXCLUDE=(block/002)\nTEST_DEVS=(/dev/not-there)\n');
  const settings = [...SETTINGS, '--set', `BLKTESTS_CONFIG=${config}`];
  const run = await runSuite([
    'blktests-nvme',
    ...settings,
    '--jobs',
    '2',
    '--retry-failed',
    '1',
    '--',
    'block',
    'loop',
    'nvme',
  ]);
  const { 'block/002 (nvme0n1)': _, ...others } = GROUPS;
  expect(statuses(run)).toEqual(others);
  expect(testOf(run, 'nvme/002 (tr=tcp)').attempts).toMatchObject([{ status: 'fail' }, { status: 'fail' }]);
  expect(attemptOf(run, 'nvme/001 (tr=tcp)').status).toBe('pass');
  expect(run.status).toBe(1);
});
