import { defineCut } from '@rapido/kit';
import { autofsSettings, smbClientSettings } from '@rapido/netfs';
import { addAutofs, smbServer } from '../lib/client.js';

export const autofsDirectCifs = defineCut({
  name: 'autofs-direct-cifs',
  summary: 'A share of an SMB server, mounted by automount at /smb/SHARE (a direct map)',
  settings: { ...smbClientSettings, ...autofsSettings },
  kernel: { config: ['CONFIG_AUTOFS_FS'] },
  vm: { network: true },
  needs: [smbServer],
  manifest(m) {
    addAutofs(m, 'guest/autofs-direct-cifs.sh');
  },
});
