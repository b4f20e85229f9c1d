import { cephfsKernelClient, cephfsSettings, preflightCephfs } from '@rapido/ceph';
import { defineCut } from '@rapido/kit';
import { addSuite } from '../lib/fstests.js';
import { suiteSettings } from '../lib/settings.js';
import { suite } from '../lib/suite.js';

export const fstestsCephfs = defineCut({
  name: 'fstests-cephfs',
  summary: "xfstests on a cluster's CephFS, by the kernel's client",
  settings: {
    ...suiteSettings,
    ...cephfsSettings,
    CEPH_FS_PATH: {
      type: 'string',
      summary: 'Directory of the file system that the tests have theirs below, in rapido-fstests',
      default: '/',
    },
  },
  kernel: { load: ['ceph', 'loop'] },
  vm: { network: true, memory: '2G' },
  suite,
  async manifest(m, { settings }) {
    addSuite(m, settings, ['ceph']);
    await m.use(cephfsKernelClient);
    m.autorun('guest/fstests-cephfs.sh');
  },
  preflight: (context) => preflightCephfs(context),
});
