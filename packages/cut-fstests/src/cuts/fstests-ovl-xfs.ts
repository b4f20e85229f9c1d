import { defineCut } from '@rapido/kit';
import { addBlockSuite, blockModules } from '../lib/fstests.js';
import { blockSettings } from '../lib/settings.js';
import { suite } from '../lib/suite.js';

export const fstestsOvlXfs = defineCut({
  name: 'fstests-ovl-xfs',
  summary: 'xfstests on overlayfs above XFS',
  settings: blockSettings,
  kernel: { load: ['overlay', 'xfs', ...blockModules] },
  suite,
  manifest(m, { settings }) {
    addBlockSuite(m, settings, { fstyps: ['overlay', 'xfs'], devices: 2 });
    m.bin('mkfs.xfs', 'xfs_repair', 'xfs_db', 'xfs_logprint', 'xfs_info');
    m.tryBin('fsck.xfs', 'fsck.overlay', 'xfs_quota');
    m.autorun('guest/fstests-ovl-xfs.sh');
  },
});
