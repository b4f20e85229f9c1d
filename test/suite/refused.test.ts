// Suites that cannot be run, or say nothing of use.
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { expectFailure } from '../helpers/failure.js';
import { linkPlugins, rapido, start, temporaryDirectory } from '../helpers/index.js';
import { inNamespace } from '../helpers/namespace.js';
import { BLKTESTS, FSTESTS, suiteRun } from './suite.js';

beforeAll(async () => {
  await linkPlugins(['cut-fstests', 'cut-blktests']);
});

const run = (cut: string, setting: string, ...args: readonly string[]) =>
  rapido(['run', cut, '--set', setting, ...args]);

test('a tree that is none, or is not built', async () => {
  const copy = (tree: string, ...without: readonly string[]) => {
    const to = join(temporaryDirectory(), 'tree');
    cpSync(tree, to, { recursive: true });
    for (const name of without) rmSync(join(to, name), { recursive: true });
    return to;
  };
  const none = (tree: string) => [tree, 'check'];
  const noCheck = copy(FSTESTS, 'check');
  expectFailure(await run('fstests-xfs', `FSTESTS_SRC=${noCheck}`), 129, 'CUT_PROBLEM', ...none(noCheck));
  const noBlockCheck = copy(BLKTESTS, 'check');
  expectFailure(await run('blktests-zram', `BLKTESTS_SRC=${noBlockCheck}`), 129, 'CUT_PROBLEM', ...none(noBlockCheck));
  const notBuilt = copy(FSTESTS, 'ltp');
  expectFailure(
    await run('fstests-xfs', `FSTESTS_SRC=${notBuilt}`),
    128,
    'CUT_PROBLEM',
    'is not built',
    'ltp/fsstress, ltp/fsx',
    `make -C '${notBuilt}'`,
  );
  const notMade = copy(BLKTESTS, 'src');
  expectFailure(await run('blktests-zram', `BLKTESTS_SRC=${notMade}`), 128, 'CUT_PROBLEM', 'is not built', 'make -C');
  expectFailure(await rapido(['run', 'fstests-xfs']), 129, 'CONFIG_VALUE', 'FSTESTS_SRC is not set');
});

test('a program that is missing is named with its package', async () => {
  const none = join(temporaryDirectory(), 'none');
  writeFileSync(none, '', { mode: 0o644 }); // in the place of a program it is none
  const hide = `mount --bind '${none}' "$(readlink -f /usr/sbin/mkfs.xfs)"`;
  const refused = start(inNamespace(hide, ['run', 'fstests-xfs', '--set', `FSTESTS_SRC=${FSTESTS}`]));
  expectFailure(await refused.result, 128, 'MANIFEST_MISSING', /program mkfs\.xfs: not found.*Debian: xfsprogs/);
});

test.each(['ntfs3', 'bcachefs'])('%s: what the kernel lacks is said before anything starts', async (name) => {
  const refused = await run(`fstests-${name}`, `FSTESTS_SRC=${FSTESTS}`);
  expectFailure(refused, 125, 'KERNEL_UNTESTABLE', name);
});

test('a disk that several VMs would write to', async () => {
  const disk = join(temporaryDirectory(), 'disk');
  writeFileSync(disk, '');
  const refused = await run(
    'fstests-xfs',
    `FSTESTS_SRC=${FSTESTS}`,
    '--jobs',
    '2',
    '--disk',
    `path=${disk},serial=TEST_DEV`,
  );
  expectFailure(refused, 129, 'USAGE', '--jobs 2', disk);
});

test('what chooses no test is said, and is no success', async () => {
  const settings = ['--set', `FSTESTS_SRC=${FSTESTS}`];
  const unknown = await rapido(['run', 'fstests-xfs', ...settings, '--', '-g', 'nosuch']);
  expect(unknown.stderr).toContain('Group "nosuch" is empty or not defined?');
  expect([unknown.status, unknown.stdout]).toEqual([129, '']);
  const skipped = suiteRun(await rapido(['run', 'fstests-xfs', ...settings, '--', 'generic/006']));
  expect([skipped.status, skipped.verdict.outcome]).toEqual([125, 'untestable']);
  expect(skipped.stderr).toContain('this test needs SCRATCH_LOGDEV');
  const blocks = await run('blktests-nodev', `BLKTESTS_SRC=${BLKTESTS}`, '--', 'nosuch');
  expect([blocks.status, blocks.stderr]).toEqual([129, expect.stringContaining('no group or test named nosuch')]);
});
