import { defineCut } from '@rapido/kit';
import { addSuite } from '../lib/fstests.js';
import { suiteSettings } from '../lib/settings.js';
import { suite } from '../lib/suite.js';

export const fstestsCifs = defineCut({
  name: 'fstests-cifs',
  summary: "xfstests on a server's SMB share",
  settings: {
    ...suiteSettings,
    CIFS_SERVER: { type: 'string', summary: 'Address or name of the SMB server', required: true },
    CIFS_SHARE: { type: 'string', summary: 'Name of its share', required: true },
    CIFS_USER: { type: 'string', summary: 'Who mounts it', required: true },
    CIFS_PW: { type: 'string', summary: 'Password of CIFS_USER', secret: true, required: true },
    CIFS_DOMAIN: { type: 'string', summary: 'Domain of CIFS_USER' },
    CIFS_MOUNT_OPTS: { type: 'string', summary: 'How it is mounted, as vers=3.1.1,mfsymlinks' },
  },
  kernel: { load: ['cifs', 'loop'], include: ['ccm', 'gcm', 'ctr', 'cmac'] },
  vm: { network: true, memory: '2G' },
  suite,
  manifest(m, { settings }) {
    addSuite(m, settings, ['cifs']);
    m.include('guest/cifs.fest');
    m.bin('mount.cifs');
    m.tryBin('cifs.upcall', 'getcifsacl', 'setcifsacl', 'smbinfo');
    m.autorun('guest/fstests-cifs.sh');
  },
});
