import { cephfsSettings, cephUserspace, mountOptionProblems, preflightCephfs } from '@rapido/ceph';
import { defineCut } from '@rapido/kit';
import { addCephProgram } from '../parts/ceph-program.js';
import { addTools } from '../parts/programs.js';

export const cephfsFuse = defineCut({
  name: 'cephfs-fuse',
  summary: 'CephFS, mounted by ceph-fuse at /mnt/cephfs',
  settings: cephfsSettings,
  kernel: { load: ['fuse'] },
  vm: { network: true },
  manifest(m, { settings }) {
    for (const problem of mountOptionProblems(settings)) m.problem(problem);
    m.use(cephUserspace);
    addCephProgram(m, 'ceph-fuse', settings.CEPH_SRC);
    addTools(m);
    for (const name of ['cephfs-fuse-mount', 'cephfs-fuse-umount']) {
      m.file(`/usr/local/bin/${name}`, `guest/bin/${name}`, { mode: 0o755 });
    }
    m.autorun('guest/cephfs-fuse.sh');
  },
  preflight: preflightCephfs,
});
