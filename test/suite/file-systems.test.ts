// Every cut of xfstests, on real file systems: made, mounted, written to and checked.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { expectFailure } from '../helpers/failure.js';
import { linkPlugins, rapido, temporaryDirectory } from '../helpers/index.js';
import { FSTESTS, runSuite, statuses, textOf } from './suite.js';

const SETTINGS = ['--set', `FSTESTS_SRC=${FSTESTS}`, '--set', 'FSTESTS_ZRAM_SIZE=512M'];

beforeAll(async () => {
  await linkPlugins(['cut-fstests']);
});

test('ext4 under the sections of a configuration, on disks', async () => {
  const config = join(temporaryDirectory(), 'local.config');
  writeFileSync(
    config,
    `[ext4_1k]
FSTYP=ext4
TEST_DEV=/dev/sda
MKFS_OPTIONS="-b 1024"
[ext4_noatime]
MKFS_OPTIONS=
TEST_FS_MOUNT_OPTS="-o noatime"
[ext4_not]
RECREATE_TEST_DEV=true
[xfs]
FSTYP=xfs
`,
  );
  const disks = ['--disk', 'size=1G,serial=TEST_DEV', '--disk', 'size=1G,serial=SCRATCH_DEV'];
  const suite = ['--', '-s', 'ext4_1k', '-s', 'ext4_noatime', '-g', 'quick'];
  const run = await runSuite(['fstests-ext4', ...SETTINGS, '--set', `FSTESTS_CONFIG=${config}`, ...disks, ...suite]);
  const under = (section: string) =>
    Object.fromEntries(
      ['ext4/001', 'generic/001', 'generic/002', 'generic/003', 'generic/006', 'generic/007'].map((name) => [
        `${name} (${section})`,
        name === 'generic/006' ? 'skip' : 'pass',
      ]),
    );
  expect(statuses(run)).toEqual({ ...under('ext4_1k'), ...under('ext4_noatime') });
  expect(run.status).toBe(0);
  expect(textOf(run, 'tests/ext4_1k/generic/007.full')).toMatch(/^\/dev\/vd\w ext4 rw,relatime/);
  expect(textOf(run, 'tests/ext4_noatime/generic/007.full')).toMatch(/^\/dev\/vd\w ext4 rw,noatime/);
});

/** Those that need no server. What is not made by the fixture's tests is skipped. */
const OTHERS = {
  btrfs: { passes: ['btrfs/001', 'generic/001', 'generic/002', 'generic/003', 'generic/007'], skips: ['generic/006'] },
};

describe.each(Object.entries(OTHERS))('fstests-%s', (name, { passes, skips }) => {
  test('is made, mounted, written to and checked', async () => {
    const run = await runSuite([`fstests-${name}`, ...SETTINGS, '--', '-g', 'quick']);
    const expected = [...passes.map((test) => [test, 'pass']), ...skips.map((test) => [test, 'skip'])];
    expect(statuses(run)).toEqual(Object.fromEntries(expected));
    expect(run.status).toBe(0);
  });
});

test.each(['ntfs3', 'bcachefs'])('%s: what the kernel lacks is said before anything starts', async (name) => {
  const refused = await rapido(['run', `fstests-${name}`, ...SETTINGS]);
  expectFailure(refused, 125, 'KERNEL_UNTESTABLE', name);
});
