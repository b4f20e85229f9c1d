import { defineCut } from '@rapido/kit';
import { BTRFS_PROGRAMS, BTRFS_PROGS_SRC } from '../lib/btrfs-programs.js';
import { addPrograms } from '../lib/built-programs.js';
import { addSuite } from '../lib/fstests.js';
import { suiteSettings } from '../lib/settings.js';
import { suite } from '../lib/suite.js';

export const fstestsBtrfsZoned = defineCut({
  name: 'fstests-btrfs-zoned',
  summary: 'xfstests on Btrfs on zoned block devices in memory',
  settings: {
    ...suiteSettings,
    BTRFS_PROGS_SRC,
    FSTESTS_NULLB_SIZE: { type: 'size', summary: 'Size of each of the two zoned devices', default: '12800M' },
  },
  kernel: { load: ['btrfs', 'null_blk', 'loop'], config: ['CONFIG_BLK_DEV_ZONED'] },
  // Of what is written nothing is compressed. Memory that a guest does not touch costs the host nothing.
  vm: { memory: '16G' },
  suite,
  manifest(m, { settings }) {
    addSuite(m, settings, ['btrfs']);
    addPrograms(m, BTRFS_PROGRAMS, settings.BTRFS_PROGS_SRC);
    m.bin('numfmt');
    m.tryBin('blkzone', 'blktrace', 'blkparse');
    m.autorun('guest/fstests-btrfs-zoned.sh');
  },
});
