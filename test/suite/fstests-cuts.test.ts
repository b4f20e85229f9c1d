// The cuts of xfstests that need no server: the devices are there, the file system is made and mounted, and does I/O.
import { beforeAll, expect, test } from 'vitest';
import { linkPlugins, rapido } from '../helpers/index.js';
import { FSTESTS } from './suite.js';

const SETTINGS = ['--set', `FSTESTS_SRC=${FSTESTS}`, '--set', 'FSTESTS_ZRAM_SIZE=512M'];

/** What is written is read again from the medium, no stray file of another run is there, and a disk in use is told to be. */
const IO = `
grep " $TEST_DIR " /proc/mounts
[[ -z $(ls "$TEST_DIR" | grep -v lost+found) ]] || exit 3
head -c 4M /dev/urandom >"$TEST_DIR/file" && sum=$(md5sum <"$TEST_DIR/file") && sync "$TEST_DIR/file" || exit 4
echo 3 >/proc/sys/vm/drop_caches
[[ $(md5sum <"$TEST_DIR/file") == "$sum" ]] || exit 5
library=/rapido/autorun/01-block-devices.sh
[[ ! -e $library ]] || (. "$library" && fstests_idle TEST_DEV "$TEST_DEV") 2>&1 | grep 'is busy: it is mounted' || exit 6
echo "scratch: \${SCRATCH_DEV_POOL:-$SCRATCH_DEV}"
`;

beforeAll(async () => {
  await linkPlugins(['cut-fstests']);
});

test.each([
  ['f2fs', '/dev/zram0 /mnt/test f2fs', '/dev/zram1'],
  ['exfat', '/dev/zram0 /mnt/test exfat', '/dev/zram1'],
  ['udf', '/dev/zram0 /mnt/test udf', '/dev/zram1'],
  ['ovl-xfs', '/dev/zram0 /mnt/test xfs', '/dev/zram1'],
  ['btrfs-zoned', '/dev/nullb1 /mnt/test btrfs', '/dev/nullb2'],
  ['virtiofs', 'TEST_DEV /mnt/test virtiofs', 'SCRATCH_DEV'],
])('fstests-%s', async (name, mounted, scratch) => {
  const { status, stdout, stderr } = await rapido(['run', `fstests-${name}`, ...SETTINGS, '-x', IO]);
  expect(status, `${stdout}${stderr}`).toBe(0);
  expect(stdout).toContain(`${mounted} rw`);
  expect(stdout).toContain(`scratch: ${scratch}\n`);
  if (scratch.startsWith('/dev/zram')) expect(stdout).toContain('TEST_DEV (/dev/zram0) is busy: it is mounted');
});
