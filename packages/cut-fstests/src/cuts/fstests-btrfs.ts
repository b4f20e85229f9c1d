import { defineCut } from '@rapido/kit';
import { BTRFS_PROGRAMS, BTRFS_PROGS_SRC } from '../lib/btrfs-programs.js';
import { addPrograms } from '../lib/built-programs.js';
import { addBlockSuite, blockModules } from '../lib/fstests.js';
import { blockSettings } from '../lib/settings.js';
import { suite } from '../lib/suite.js';

export const fstestsBtrfs = defineCut({
  name: 'fstests-btrfs',
  summary: 'xfstests on Btrfs, with a pool of scratch devices',
  settings: { ...blockSettings, BTRFS_PROGS_SRC },
  kernel: { load: ['btrfs', ...blockModules] },
  suite,
  manifest(m, { settings }) {
    addBlockSuite(m, settings, { fstyps: ['btrfs'], devices: 6, memory: 3072 });
    addPrograms(m, BTRFS_PROGRAMS, settings.BTRFS_PROGS_SRC);
    m.autorun('guest/fstests-btrfs.sh');
  },
});
