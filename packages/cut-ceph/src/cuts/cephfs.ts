import { cephfsSettings } from '@rapido/ceph';
import { defineCut } from '@rapido/kit';

export const cephfs = defineCut({
  name: 'cephfs',
  summary: "CephFS, mounted by the kernel's client at /mnt/cephfs",
  settings: cephfsSettings,
  kernel: { config: ['CONFIG_CEPH_FS'] },
  vm: { network: true },
  manifest(m) {
    m.bin('df', 'find', 'grep', 'ps', 'dd', 'md5sum', 'touch', 'mv');
    m.autorun('guest/cephfs.sh');
  },
});
