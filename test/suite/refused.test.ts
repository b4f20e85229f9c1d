// Suites that cannot be run, or say nothing of use.
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { expectFailure } from '../helpers/failure.js';
import { linkPlugins, rapido, temporaryDirectory } from '../helpers/index.js';
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
    `make -C ${notBuilt}`,
  );
  const notMade = copy(BLKTESTS, 'src');
  expectFailure(await run('blktests-zram', `BLKTESTS_SRC=${notMade}`), 128, 'CUT_PROBLEM', 'is not built', 'make -C');
  expectFailure(await rapido(['run', 'fstests-xfs']), 129, 'SETTING', 'FSTESTS_SRC');
});

test('a program that is missing is named with its package', async () => {
  const refused = await run('fstests-bcachefs', `FSTESTS_SRC=${FSTESTS}`);
  expectFailure(refused, 128, 'MANIFEST_MISSING', /program bcachefs: not found.*bcachefs-tools/);
});

test.each([
  ['ntfs3', 'mkfs.ntfs'],
  ['bcachefs', 'bcachefs'],
])('%s: what the kernel lacks is said before anything starts', async (name, program) => {
  const bin = join(temporaryDirectory(), 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, program), '#!/bin/sh\n', { mode: 0o755 });
  const env = { PATH: `${bin}:${process.env['PATH']}` };
  const refused = await rapido(['run', `fstests-${name}`, '--set', `FSTESTS_SRC=${FSTESTS}`], { env });
  expectFailure(refused, 125, 'KERNEL_UNTESTABLE', name);
});

test('a disk that is in use', async () => {
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
