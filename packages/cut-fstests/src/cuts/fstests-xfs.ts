import { defineCut } from '@rapido/kit';
import { addBlockSuite, blockModules } from '../lib/fstests.js';
import { blockSettings } from '../lib/settings.js';
import { suite } from '../lib/suite.js';

export const fstestsXfs = defineCut({
  name: 'fstests-xfs',
  summary: 'xfstests on XFS',
  settings: blockSettings,
  kernel: { load: ['xfs', ...blockModules] },
  suite,
  manifest(m, { settings }) {
    addBlockSuite(m, settings, { fstyps: ['xfs'], devices: 2 });
    m.bin('mkfs.xfs', 'xfs_repair', 'xfs_db', 'xfs_logprint', 'xfs_info', 'xfs_growfs', 'xfs_quota');
    m.tryBin('fsck.xfs', 'xfs_admin', 'xfs_bmap', 'xfs_copy', 'xfs_estimate', 'xfs_freeze', 'xfs_fsr', 'xfs_mdrestore');
    m.tryBin('xfs_metadump', 'xfs_mkfile', 'xfs_ncheck', 'xfs_property', 'xfs_protofile', 'xfs_rtcp', 'xfs_scrub');
    m.tryBin('xfs_scrub_all', 'xfs_spaceman', 'xfsdump', 'xfsrestore', 'xfsinvutil');
    m.autorun('guest/fstests-xfs.sh');
  },
});
