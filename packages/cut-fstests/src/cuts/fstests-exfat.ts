import { defineCut } from '@rapido/kit';
import { addPrograms } from '../lib/built-programs.js';
import { addBlockSuite, blockModules } from '../lib/fstests.js';
import { blockSettings } from '../lib/settings.js';
import { suite } from '../lib/suite.js';

/** As they lie in a built tree of exfatprogs. */
const PROGRAMS = {
  required: ['mkfs/mkfs.exfat', 'fsck/fsck.exfat'],
  extra: ['tune/tune.exfat', 'dump/dump.exfat', 'label/exfatlabel'],
};

export const fstestsExfat = defineCut({
  name: 'fstests-exfat',
  summary: 'xfstests on exFAT',
  settings: {
    ...blockSettings,
    EXFAT_PROGS_SRC: { type: 'path', summary: "A built tree of exfatprogs; unset: this machine's" },
  },
  kernel: { load: ['exfat', ...blockModules] },
  suite,
  manifest(m, { settings }) {
    addBlockSuite(m, settings, { fstyps: ['exfat'], devices: 2 });
    addPrograms(m, PROGRAMS, settings.EXFAT_PROGS_SRC);
    m.autorun('guest/fstests-exfat.sh');
  },
});
