import { preflightRbd, rbdKernelClient, rbdSettings } from '@rapido/ceph';
import { defineCut } from '@rapido/kit';
import { addFileSystems, addTools } from '../parts/programs.js';

export const rbd = defineCut({
  name: 'rbd',
  summary: 'An RBD image, mapped by the kernel to /dev/rbd/POOL/IMAGE',
  settings: rbdSettings,
  vm: { network: true },
  createsImage: true,
  manifest(m) {
    m.use(rbdKernelClient);
    addTools(m);
    addFileSystems(m);
    m.autorun('guest/rbd.sh');
  },
  preflight: (context) => preflightRbd(context),
});
