import type { Setting, Settings, Values } from '@rapido/kit';

/** What every cut of xfstests reads. */
export const suiteSettings = {
  FSTESTS_SRC: {
    type: 'path',
    summary: 'A built tree of xfstests',
    required: true,
  },
  FSTESTS_CONFIG: {
    type: 'path',
    summary:
      "xfstests' configuration, with or without sections; local.config of the tree, if there is one, unless said",
  },
  FSTESTS_AUTORUN_CMD: { type: 'string', summary: 'A command to run after the autorun; deprecated, use -x' },
  MKFS_OPTIONS: option('How mkfs makes SCRATCH_DEV'),
  MOUNT_OPTIONS: option('How SCRATCH_DEV is mounted, as `-o noatime`'),
  TEST_FS_MOUNT_OPTS: option('How TEST_DEV is mounted'),
  FSCK_OPTIONS: option('How file systems are checked'),
  LOAD_FACTOR: option('How much load stress tests make, from 1'),
  TIME_FACTOR: option('How long stress tests run, from 1'),
  SOAK_DURATION: option('How long tests of the group soak run, as `60` or `2h`'),
  DIFF_LENGTH: option('Lines of a difference that are shown; 0: all'),
  KEEP_DMESG: option('yes: the kernel log of every test is kept'),
} as const satisfies Settings;

/** What the cuts read besides that make their own block devices. */
export const blockSettings = {
  ...suiteSettings,
  FSTESTS_ZRAM_SIZE: {
    type: 'size',
    summary: 'Size of each device in memory that takes the place of a disk',
    default: '1G',
  },
  RECREATE_TEST_DEV: option('true: TEST_DEV, too, is made as MKFS_OPTIONS says'),
  USE_EXTERNAL: option(
    'yes: SCRATCH_LOGDEV and SCRATCH_RTDEV are used; so they are where there are disks of these serials',
  ),
} as const satisfies Settings;

export type SuiteValues = Values<typeof suiteSettings>;
export type BlockValues = Values<typeof blockSettings>;

function option(summary: string): Setting & { readonly type: 'string' } {
  return { type: 'string', summary: `${summary} (xfstests)` };
}
