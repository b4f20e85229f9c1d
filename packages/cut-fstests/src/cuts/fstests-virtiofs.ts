import { defineCut } from '@rapido/kit';
import { addSuite } from '../lib/fstests.js';
import { suiteSettings } from '../lib/settings.js';
import { suite } from '../lib/suite.js';

export const fstestsVirtiofs = defineCut({
  name: 'fstests-virtiofs',
  summary: 'xfstests on virtiofs, served by virtiofsd on this machine',
  settings: {
    ...suiteSettings,
    VIRTIOFS_MOUNT_OPTS: { type: 'string', summary: 'How it is mounted, as dax=never' },
  },
  kernel: { load: ['virtiofs', 'loop'], include: ['virtio_pci'] },
  vm: { memory: '2G', virtiofs: ['TEST_DEV', 'SCRATCH_DEV'] },
  suite,
  manifest(m, { settings }) {
    addSuite(m, settings, ['virtiofs']);
    m.autorun('guest/fstests-virtiofs.sh');
  },
});
