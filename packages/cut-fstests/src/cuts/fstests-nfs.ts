import { defineCut } from '@rapido/kit';
import { addSuite } from '../lib/fstests.js';
import { suiteSettings } from '../lib/settings.js';
import { suite } from '../lib/suite.js';

export const fstestsNfs = defineCut({
  name: 'fstests-nfs',
  summary: "xfstests on a server's NFS export",
  settings: {
    ...suiteSettings,
    NFS_SERVER: { type: 'string', summary: 'Address or name of the NFS server', required: true },
    NFS_SHARE: { type: 'string', summary: 'Path that it exports, as /srv/test', required: true },
    NFS_MOUNT_OPTS: { type: 'string', summary: 'How it is mounted, as vers=4.2' },
  },
  kernel: { load: ['nfs', 'loop'], include: ['nfsv3', 'nfsv4'] },
  vm: { network: true, memory: '2G' },
  suite,
  manifest(m, { settings }) {
    addSuite(m, settings, ['nfs']);
    m.bin('mount.nfs', 'rpcbind', 'rpc.statd', 'sm-notify');
    m.tryBin('mount.nfs4', 'umount.nfs', 'umount.nfs4', 'nfsstat', 'rpcinfo', 'showmount');
    m.file('/etc/netconfig', '/etc/netconfig');
    m.dir('/run/rpcbind');
    m.dir('/var/lib/nfs/sm');
    m.dir('/var/lib/nfs/sm.bak');
    m.autorun('guest/fstests-nfs.sh');
  },
});
