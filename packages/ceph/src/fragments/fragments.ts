import { fileURLToPath } from 'node:url';
import type { Fragment, Manifest } from '@rapido/kit';
import { type ClusterDetails, readDetails } from '../cluster/read-cluster.js';
import { type ClusterValues, cephfsSettings, clusterSettings, rbdSettings } from '../settings.js';
import { unreachableInGuest } from './guest-addresses.js';
import { clusterText, confText, GUEST_CLUSTER, GUEST_CONF, GUEST_KEYRING, keyringText } from './guest-files.js';
import { mountOptionProblems } from './mount-options.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What a client in the kernel needs: who it is and where the cluster is, told to each VM as it starts; `keyctl`; ciphers. */
export const cephKernelClient: Fragment<typeof clusterSettings> = {
  root,
  settings: clusterSettings,
  manifest(m, { settings }) {
    addCluster(m, settings);
    m.bin('keyctl', 'getent');
    m.include('guest/ciphers.fest');
    addLibrary(m);
  },
};

/** The RBD driver, with `rbd-map` and `rbd-unmap` in the guest. */
export const rbdKernelClient: Fragment<typeof rbdSettings> = {
  root,
  settings: rbdSettings,
  manifest(m) {
    m.use(cephKernelClient);
    m.kmod('rbd');
    addCommands(m, 'rbd-map', 'rbd-unmap');
  },
};

/** CephFS of the kernel, with `cephfs-mount` in the guest. */
export const cephfsKernelClient: Fragment<typeof cephfsSettings> = {
  root,
  settings: cephfsSettings,
  manifest(m, { settings }) {
    for (const problem of mountOptionProblems(settings)) m.problem(problem);
    m.use(cephKernelClient);
    m.kmod('ceph');
    addCommands(m, 'cephfs-mount', 'cephfs-umount');
  },
};

/** What programs with librados in them need in the guest, as ceph-fuse and rbd-nbd: a ceph.conf and the user's keyring. */
export const cephUserspace: Fragment<typeof clusterSettings> = {
  root,
  settings: clusterSettings,
  manifest(m, { settings }) {
    const details = addCluster(m, settings);
    if (details !== undefined) m.data(GUEST_CONF, confText(details), { perRun: true });
    addLibrary(m);
    for (const dir of ['/run/ceph', '/var/lib/ceph', '/var/log/ceph']) m.dir(dir);
  },
};

function addCluster(m: Manifest, settings: ClusterValues): ClusterDetails | undefined {
  const { details, problems } = readDetails(settings);
  for (const problem of problems) m.problem(problem);
  if (details === undefined) return undefined;
  for (const problem of unreachableInGuest(details.cluster)) m.problem(problem);
  m.data(GUEST_KEYRING, keyringText(details.cluster), { secret: true, mode: 0o600 });
  m.data(GUEST_CLUSTER, clusterText(details.cluster), { perRun: true });
  return details;
}

function addLibrary(m: Manifest): void {
  m.tree('/usr/lib/rapido-ceph', 'guest/lib');
}

function addCommands(m: Manifest, ...names: readonly string[]): void {
  for (const name of names) m.file(`/usr/local/bin/${name}`, `guest/bin/${name}`, { mode: 0o755 });
}
