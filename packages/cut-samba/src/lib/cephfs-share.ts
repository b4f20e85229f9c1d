import { type CephfsValues, cephfsSettings, cephUserspace, preflightCephfs, readCluster } from '@rapido/ceph';
import type { Manifest, PreflightContext, Problem } from '@rapido/kit';
import { preflightSamba, type Sharing, variableProblems } from './samba.js';
import { type SambaValues, sambaSettings } from './settings.js';
import { findVfsModule } from './vfs-modules.js';

const { CEPH_MOUNT_OPTS: _, ...unmountedSettings } = cephfsSettings;

/** What servers read that have a client of CephFS in smbd. */
export const cephVfsSettings = { ...sambaSettings, ...unmountedSettings };

export type CephVfsValues = SambaValues & Omit<CephfsValues, 'CEPH_MOUNT_OPTS'>;

/** Which the autorun makes, with the file system's name: older modules of Samba's have no parameter for it. */
const GUEST_CEPH_CONF = '/run/samba/ceph.conf';

/** What is common to shares of a CephFS: what is there may be anybody's, and so smbd acts as root on it. */
export const ON_CEPHFS = { 'force user': 'root', 'kernel share modes': 'no' };

/** A directory of CephFS, by libcephfs in smbd: vfs_ceph(8), or vfs_ceph_new(8) where Samba has only that. */
export function cephVfsSharing(settings: CephVfsValues): Sharing {
  const module = findVfsModule('ceph', settings.SAMBA_SRC) ?? findVfsModule('ceph_new', settings.SAMBA_SRC);
  const name = module?.endsWith('/ceph_new.so') ? 'ceph_new' : 'ceph';
  const { cluster } = readCluster(settings);
  return {
    parameters: {
      path: `/${settings.CEPH_FS_PATH}`.replace(/\/+/g, '/'),
      'vfs objects': name,
      [`${name}:config_file`]: GUEST_CEPH_CONF,
      [`${name}:user_id`]: cluster?.user ?? settings.CEPH_USER,
      ...ON_CEPHFS,
    },
  };
}

/** Adds the cluster and its client. */
export function addCephVfs(m: Manifest, settings: CephVfsValues): void {
  for (const problem of variableProblems('CEPH_FS_PATH', settings.CEPH_FS_PATH)) m.problem(problem);
  m.use(cephUserspace);
}

/** Asks the cluster, and testparm. */
export async function preflightCephVfs(
  context: Pick<PreflightContext, 'signal'> & { readonly settings: CephVfsValues },
  sharing: Sharing,
): Promise<readonly Problem[]> {
  const { settings, signal } = context;
  const all = [
    preflightSamba(context, sharing),
    preflightCephfs({ settings: { CEPH_MOUNT_OPTS: undefined, ...settings }, signal }),
  ];
  return (await Promise.all(all)).flat();
}
