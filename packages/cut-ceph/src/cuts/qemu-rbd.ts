import { preflightRbd, type RbdValues, rbdSettings, readCluster } from '@rapido/ceph';
import { defineCut, type Problem } from '@rapido/kit';
import { addFileSystems, addTools } from '../parts/programs.js';

export const qemuRbd = defineCut({
  name: 'qemu-rbd',
  summary: 'An RBD image as a virtio disk, which QEMU on the host connects to',
  settings: rbdSettings,
  createsImage: true,
  manifest(m, { settings }) {
    const { cluster, problems } = readCluster(settings);
    for (const problem of [...problems, ...qemuProblems(settings)]) m.problem(problem);
    if (cluster !== undefined) {
      const blockdev = { driver: 'rbd', ...imageOf(settings), user: cluster.user, conf: cluster.configFile };
      m.vm({ disks: [{ serial: 'RBD', blockdev }] });
    }
    addTools(m);
    addFileSystems(m);
    m.autorun('guest/qemu-rbd.sh');
  },
  preflight: (context) => preflightRbd(context),
});

/** CEPH_RBD_IMAGE may have the pool in front, as `rbd/test`. */
function imageOf({ CEPH_RBD_POOL, CEPH_RBD_IMAGE }: RbdValues): { readonly pool: string; readonly image: string } {
  const [, pool = CEPH_RBD_POOL, image = CEPH_RBD_IMAGE] = /^(?:([^/]+)\/)?(.+)$/.exec(CEPH_RBD_IMAGE) ?? [];
  return { pool, image };
}

/** QEMU is told the configuration alone, and librados reads it: a path with a blank is two to it, and CEPH_KEYRING is nothing that it knows. */
function qemuProblems(settings: RbdValues): readonly Problem[] {
  const { cluster } = readCluster(settings);
  if (cluster === undefined) return [];
  const { configFile: conf, user } = cluster;
  if (/[\s,;]/.test(conf)) {
    const message = `${conf}: Ceph in QEMU takes a path with a blank, a comma or a semicolon for several`;
    return [{ kind: 'usage', message, fix: 'Name it by another path in CEPH_CONF: a symbolic link will do.' }];
  }
  if (settings.CEPH_KEYRING === undefined) return [];
  if (readCluster({ ...settings, CEPH_KEYRING: undefined }).cluster?.key === cluster.key) return [];
  const message = `CEPH_KEYRING: QEMU takes the key of client.${user} from where ${conf} says, and it is not there`;
  const fix = `Write \`keyring = ${settings.CEPH_KEYRING}\` into its section [client.${user}], or name another file by CEPH_CONF.`;
  return [{ kind: 'usage', message, fix }];
}
