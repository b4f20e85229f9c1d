import { defineCut } from '@rapido/kit';
import { addBlockSuite, blockModules } from '../lib/fstests.js';
import { blockSettings } from '../lib/settings.js';
import { suite } from '../lib/suite.js';

export const fstestsNtfs3 = defineCut({
  name: 'fstests-ntfs3',
  summary: 'xfstests on NTFS, with the driver ntfs3',
  settings: blockSettings,
  kernel: { load: ['ntfs3', ...blockModules] },
  suite,
  manifest(m, { settings }) {
    addBlockSuite(m, settings, { fstyps: ['ntfs3'], devices: 2 });
    m.bin('mkfs.ntfs');
    // The name that xfstests calls it by.
    m.slink('/usr/local/sbin/mkfs.ntfs3', '/usr/sbin/mkfs.ntfs');
    m.autorun('guest/fstests-ntfs3.sh');
  },
});
