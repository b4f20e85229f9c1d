import type { Setting } from '@rapido/kit';
import type { Programs } from './built-programs.js';
import { words } from './programs.js';

export const BTRFS_PROGS_SRC = {
  type: 'path',
  summary: "A built tree of btrfs-progs; unset: this machine's",
} as const satisfies Setting;

/** As they lie in a built tree. */
export const BTRFS_PROGRAMS: Programs = {
  required: ['btrfs', 'mkfs.btrfs'],
  extra: words(
    'btrfstune btrfs-convert btrfs-corrupt-block btrfs-find-root btrfs-image btrfs-map-logical btrfs-select-super fsck.btrfs',
  ),
};
