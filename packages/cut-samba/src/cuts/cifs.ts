import { defineCut } from '@rapido/kit';
import { smbClient, smbClientSettings } from '@rapido/netfs';
import { addTools, smbServer } from '../lib/client.js';

export const cifs = defineCut({
  name: 'cifs',
  summary: "A share of an SMB server, mounted by the kernel's client at /mnt/cifs",
  settings: smbClientSettings,
  vm: { network: true },
  needs: [smbServer],
  manifest(m) {
    m.use(smbClient);
    addTools(m);
    m.autorun('guest/cifs.sh');
  },
});
