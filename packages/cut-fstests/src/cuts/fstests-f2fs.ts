import { defineCut } from '@rapido/kit';
import { addBlockSuite, blockModules } from '../lib/fstests.js';
import { blockSettings } from '../lib/settings.js';
import { suite } from '../lib/suite.js';

export const fstestsF2fs = defineCut({
  name: 'fstests-f2fs',
  summary: 'xfstests on F2FS',
  settings: blockSettings,
  kernel: { load: ['f2fs', ...blockModules] },
  suite,
  manifest(m, { settings }) {
    addBlockSuite(m, settings, { fstyps: ['f2fs'], devices: 2 });
    m.bin('mkfs.f2fs', 'fsck.f2fs');
    m.tryBin('dump.f2fs', 'resize.f2fs', 'defrag.f2fs', 'f2fs_io', 'inject.f2fs', 'sload.f2fs');
    m.autorun('guest/fstests-f2fs.sh');
  },
});
