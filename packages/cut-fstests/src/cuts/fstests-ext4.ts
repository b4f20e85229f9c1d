import { defineCut } from '@rapido/kit';
import { addBlockSuite, blockModules } from '../lib/fstests.js';
import { blockSettings } from '../lib/settings.js';
import { suite } from '../lib/suite.js';

export const fstestsExt4 = defineCut({
  name: 'fstests-ext4',
  summary: 'xfstests on ext4',
  settings: blockSettings,
  kernel: { load: ['ext4', ...blockModules] },
  suite,
  manifest(m, { settings }) {
    addBlockSuite(m, settings, { fstyps: ['ext4'], devices: 2 });
    m.bin('mkfs.ext4', 'mke2fs', 'e2fsck', 'fsck.ext4', 'tune2fs', 'dumpe2fs', 'resize2fs', 'debugfs');
    m.tryBin('fsck.ext3', 'fsck.ext2', 'e2undo', 'e2label', 'e2freefrag', 'dump', 'restore');
    m.file('/etc/mke2fs.conf', '/etc/mke2fs.conf', { optional: true });
    m.autorun('guest/fstests-ext4.sh');
  },
});
