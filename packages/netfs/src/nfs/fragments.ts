import { fileURLToPath } from 'node:url';
import type { Fragment, Manifest } from '@rapido/kit';
import { nfsClientSettings } from '../settings.js';
import { nfsClientProblems } from './client-problems.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What both sides of NFS version 3 have: rpcbind, the status monitor for locks, and what starts them in the guest. */
export const nfsCommon: Fragment = {
  root,
  manifest(m) {
    m.bin('rpcbind', 'rpc.statd');
    m.tryBin('rpcinfo', 'showmount', 'nfsstat');
    m.file('/etc/netconfig', '/etc/netconfig');
    for (const file of ['/etc/services', '/etc/protocols', '/etc/rpc']) m.file(file, file, { optional: true });
    for (const dir of ['/run/rpcbind', '/run/lock', '/var/lib/nfs/sm', '/var/lib/nfs/sm.bak']) m.dir(dir);
    // mount.nfs runs it by this name when a mount of version 3 wants locks.
    m.file('/usr/sbin/start-statd', 'guest/bin/start-statd', { mode: 0o755 });
    addLibrary(m, 'nfs', 'rpc');
  },
};

/**
 * The kernel's client of NFS, with `nfs-mount DIRECTORY [PATH]` and `nfs-umount DIRECTORY` in the guest. What runs mount(8) by itself,
 * as a suite does, has all it needs, too; `nfs_device` and `nfs_options` of `/usr/lib/rapido-netfs/nfs.sh` say what to mount, and how.
 */
export const nfsClient: Fragment<typeof nfsClientSettings> = {
  root,
  settings: nfsClientSettings,
  manifest(m, { settings }) {
    for (const problem of nfsClientProblems(settings)) m.problem(problem);
    m.use(nfsCommon);
    m.kmod('nfs');
    m.include('guest/nfs.fest');
    m.bin('mount.nfs', 'umount', 'sync');
    m.tryBin('mount.nfs4', 'umount.nfs', 'umount.nfs4');
    addLibrary(m, 'nfs-explain');
    for (const name of ['nfs-mount', 'nfs-umount']) {
      m.file(`/usr/local/bin/${name}`, `guest/bin/${name}`, { mode: 0o755 });
    }
  },
};

function addLibrary(m: Manifest, ...names: readonly string[]): void {
  for (const name of names) m.file(`/usr/lib/rapido-netfs/${name}.sh`, `guest/lib/${name}.sh`);
}
