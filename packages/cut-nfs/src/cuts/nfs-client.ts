import { defineCut } from '@rapido/kit';
import { nfsClient as client, nfsClientSettings } from '@rapido/netfs';
import { addTools } from '../parts/tools.js';

export const nfsClient = defineCut({
  name: 'nfs-client',
  summary: 'An export of an NFS server, mounted at /mnt/nfs',
  settings: nfsClientSettings,
  kernel: { load: ['nfs'] },
  vm: { network: true },
  needs: [{ service: 'nfs', setting: 'NFS_SERVER', cut: 'nfsd-btrfs' }],
  manifest(m) {
    m.use(client);
    addTools(m);
    m.autorun('guest/nfs-client.sh');
  },
});
