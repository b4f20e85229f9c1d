// xfstests' interface on other file systems than XFS, which are made, mounted, written to and checked.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { linkPlugins, temporaryDirectory } from '../helpers/index.js';
import { FSTESTS, runSuite, statuses, textOf } from './suite.js';

const SETTINGS = ['--set', `FSTESTS_SRC=${FSTESTS}`, '--set', 'FSTESTS_ZRAM_SIZE=512M'];

/** What passes of the group quick on all of them. */
const PASS = ['001', '002', '003', '007', '008'].map((name) => `generic/${name}`);

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
    Object.fromEntries([
      ...[...PASS, 'ext4/001'].map((name) => [`${name} (${section})`, 'pass']),
      [`generic/006 (${section})`, 'skip'],
    ]);
  expect(statuses(run)).toEqual({ ...under('ext4_1k'), ...under('ext4_noatime') });
  expect(run.status).toBe(0);
  expect(textOf(run, 'tests/ext4_1k/generic/007.full')).toMatch(/^\/dev\/vd\w ext4 rw,relatime/);
  expect(textOf(run, 'tests/ext4_noatime/generic/007.full')).toMatch(/^\/dev\/vd\w ext4 rw,noatime/);
});

test('Btrfs with a pool of devices', async () => {
  const run = await runSuite(['fstests-btrfs', ...SETTINGS, '--', '-g', 'quick']);
  expect(statuses(run)).toEqual({
    ...Object.fromEntries(PASS.map((name) => [name, 'pass'])),
    ...{ 'btrfs/001': 'pass', 'generic/006': 'skip' },
  });
  expect(run.status).toBe(0);
});
