import { cephfsKernelClient, cephfsSettings, preflightCephfs } from '@rapido/ceph';
import { defineCut } from '@rapido/kit';
import { addTools } from '../parts/programs.js';

export const cephfs = defineCut({
  name: 'cephfs',
  summary: "CephFS, mounted by the kernel's client at /mnt/cephfs",
  settings: cephfsSettings,
  vm: { network: true },
  manifest(m) {
    m.use(cephfsKernelClient);
    addTools(m);
    m.autorun('guest/cephfs.sh');
  },
  preflight: preflightCephfs,
});
