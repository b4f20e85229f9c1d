import { defineCut } from '@rapido/kit';
import { smbClient, smbClientSettings, smbShareWordProblems } from '@rapido/netfs';
import { addSuite } from '../lib/fstests.js';
import { suiteSettings } from '../lib/settings.js';
import { suite } from '../lib/suite.js';

export const fstestsCifs = defineCut({
  name: 'fstests-cifs',
  summary: "xfstests on a server's SMB share",
  settings: { ...suiteSettings, ...smbClientSettings },
  kernel: { load: ['cifs', 'loop'] },
  vm: { network: true, memory: '2G' },
  needs: [{ service: 'smb', setting: 'CIFS_SERVER', cut: 'samba-xfs', package: '@rapido/cut-samba' }],
  suite,
  async manifest(m, { settings }) {
    for (const problem of smbShareWordProblems(settings)) m.problem(problem);
    addSuite(m, settings, ['cifs']);
    await m.use(smbClient);
    m.tryBin('cifs.upcall', 'getcifsacl', 'setcifsacl', 'smbinfo');
    m.autorun('guest/fstests-cifs.sh');
  },
});
