import { rbdSettings } from '@rapido/ceph';
import { defineCut } from '@rapido/kit';

export const rbd = defineCut({
  name: 'rbd',
  summary: 'An RBD image, mapped by the kernel to /dev/rbd/POOL/IMAGE',
  settings: rbdSettings,
  kernel: { config: ['CONFIG_BLK_DEV_RBD'] },
  vm: { network: true },
  manifest(m) {
    m.bin('df', 'find', 'grep', 'ps', 'dd', 'md5sum', 'touch', 'mv', 'mkfs.xfs');
    m.autorun('guest/rbd.sh');
  },
});
