import { cephUserspace, preflightRbd, rbdSettings } from '@rapido/ceph';
import { defineCut } from '@rapido/kit';
import { addCephProgram } from '../parts/ceph-program.js';
import { addFileSystems, addTools } from '../parts/programs.js';

export const rbdNbd = defineCut({
  name: 'rbd-nbd',
  summary: 'An RBD image, mapped by rbd-nbd to a network block device',
  settings: rbdSettings,
  kernel: { load: ['nbd'] },
  vm: { network: true },
  createsImage: true,
  manifest(m, { settings }) {
    m.use(cephUserspace);
    addCephProgram(m, 'rbd-nbd', settings.CEPH_SRC);
    addTools(m);
    addFileSystems(m);
    for (const name of ['rbd-nbd-map', 'rbd-nbd-unmap']) {
      m.file(`/usr/local/bin/${name}`, `guest/bin/${name}`, { mode: 0o755 });
    }
    m.autorun('guest/rbd-nbd.sh');
  },
  preflight: (context) => preflightRbd(context),
});
