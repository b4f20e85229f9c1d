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
    for (const problem of [...problems, ...keyProblems(settings)]) m.problem(problem);
    if (cluster !== undefined) {
      const { CEPH_RBD_POOL: pool, CEPH_RBD_IMAGE: image } = settings;
      const blockdev = { driver: 'rbd', pool, image, user: cluster.user, conf: cluster.configFile };
      m.vm({ disks: [{ serial: 'RBD', blockdev }] });
    }
    addTools(m);
    addFileSystems(m);
    m.autorun('guest/qemu-rbd.sh');
  },
  preflight: (context) => preflightRbd(context),
});

/** QEMU is told the configuration alone: what else CEPH_KEYRING names is nothing that it would find. */
function keyProblems(settings: RbdValues): readonly Problem[] {
  if (settings.CEPH_KEYRING === undefined) return [];
  const { cluster } = readCluster(settings);
  const found = readCluster({ ...settings, CEPH_KEYRING: undefined }).cluster;
  if (cluster === undefined || (found !== undefined && found.key === cluster.key)) return [];
  const message = `CEPH_KEYRING: QEMU takes the key of client.${cluster.user} from where ${cluster.configFile} says, and it is not there`;
  const fix = `Write \`keyring = ${settings.CEPH_KEYRING}\` into its section [client.${cluster.user}], or name another file by CEPH_CONF.`;
  return [{ kind: 'usage', message, fix }];
}
