import type { Settings, Values } from '@rapido/kit';

/** How a client finds a cluster, and who it is there. */
export const clusterSettings = {
  CEPH_SRC: {
    type: 'path',
    summary: "Ceph's source tree, or its build directory, with a cluster of vstart.sh; the installed Ceph unless set",
  },
  CEPH_CONF: { type: 'path', summary: "The cluster's ceph.conf; CEPH_SRC's, or /etc/ceph/ceph.conf, unless set" },
  CEPH_KEYRING: { type: 'path', summary: 'File with the key of CEPH_USER; what the configuration names unless set' },
  CEPH_USER: { type: 'string', summary: 'Who the client is: `admin` is client.admin', default: 'admin' },
  CEPH_MON_NAME: {
    type: 'string',
    summary: 'The one monitor to use, of the section [mon.NAME]; all of them unless set',
  },
  CEPH_MS_MODE: {
    type: 'enum',
    summary: 'How kernel clients speak with the cluster; legacy unless its monitors listen for msgr2 only',
    options: ['legacy', 'crc', 'secure', 'prefer-crc', 'prefer-secure'],
  },
} as const satisfies Settings;

/** What clients of an RBD image read besides. */
export const rbdSettings = {
  ...clusterSettings,
  CEPH_RBD_POOL: { type: 'string', summary: 'Pool of the image', default: 'rbd' },
  CEPH_RBD_IMAGE: { type: 'string', summary: 'Name of the image', required: true },
  CEPH_RBD_IMAGE_MB: { type: 'int', summary: 'Size of the image that --create-image makes, in MiB', default: '1024' },
} as const satisfies Settings;

/** What clients of CephFS read besides. */
export const cephfsSettings = {
  ...clusterSettings,
  CEPH_FS: { type: 'string', summary: "Name of the file system; the cluster's default one unless set" },
  CEPH_FS_PATH: { type: 'string', summary: 'Directory of the file system that is mounted', default: '/' },
  CEPH_MOUNT_OPTS: { type: 'string', summary: 'Further mount options, as `noatime,rasize=1048576`' },
} as const satisfies Settings;

export type ClusterValues = Values<typeof clusterSettings>;
export type RbdValues = Values<typeof rbdSettings>;
export type CephfsValues = Values<typeof cephfsSettings>;
