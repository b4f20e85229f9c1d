import { defineCut } from '@rapido/kit';
import { nfsClient, nfsClientSettings, nfsShareWordProblems } from '@rapido/netfs';
import { addSuite } from '../lib/fstests.js';
import { suiteSettings } from '../lib/settings.js';
import { suite } from '../lib/suite.js';

export const fstestsNfs = defineCut({
  name: 'fstests-nfs',
  summary: "xfstests on a server's NFS export",
  settings: { ...suiteSettings, ...nfsClientSettings },
  kernel: { load: ['nfs', 'loop'] },
  vm: { network: true, memory: '2G' },
  needs: [{ service: 'nfs', setting: 'NFS_SERVER', cut: 'nfsd-btrfs', package: '@rapido/cut-nfs' }],
  suite,
  async manifest(m, { settings }) {
    for (const problem of nfsShareWordProblems(settings)) m.problem(problem);
    addSuite(m, settings, ['nfs']);
    await m.use(nfsClient);
    m.autorun('guest/fstests-nfs.sh');
  },
});
