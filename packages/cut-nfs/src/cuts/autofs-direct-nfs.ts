import { defineCut } from '@rapido/kit';
import { autofs, autofsSettings, nfsClient, nfsClientSettings } from '@rapido/netfs';
import { addTools } from '../parts/tools.js';

export const autofsDirectNfs = defineCut({
  name: 'autofs-direct-nfs',
  summary: 'An export of an NFS server, mounted by automount at /nfs/share by a direct map',
  settings: { ...nfsClientSettings, ...autofsSettings },
  kernel: { load: ['nfs'], config: ['CONFIG_AUTOFS_FS'] },
  vm: { network: true },
  needs: [{ service: 'nfs', setting: 'NFS_SERVER', cut: 'nfsd-btrfs' }],
  async manifest(m) {
    await m.use(nfsClient);
    await m.use(autofs);
    addTools(m);
    m.autorun('guest/autofs-direct-nfs.sh');
  },
});
