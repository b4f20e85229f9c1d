import { defineCut } from '@rapido/kit';
import { nfsCommon, nfsExportSettings, nfsShareProblems } from '@rapido/netfs';
import { exportsText, nfsConfText } from '../parts/exports.js';

export const nfsdBtrfs = defineCut({
  name: 'nfsd-btrfs',
  summary: "The kernel's NFS server with an export on Btrfs",
  settings: {
    ...nfsExportSettings,
    SHARE_ZRAM_SIZE: {
      type: 'size',
      summary: 'Size of the device in memory with the share, where there is no disk with the serial SHARE',
      default: '1G',
    },
  },
  kernel: { load: ['nfsd', 'btrfs', 'zram'], config: ['CONFIG_NFSD'] },
  vm: { network: true },
  service: 'nfs',
  manifest(m, { settings }) {
    for (const problem of nfsShareProblems(settings)) m.problem(problem);
    m.use(nfsCommon);
    m.bin('rpc.nfsd', 'rpc.mountd', 'exportfs', 'mkfs.btrfs');
    m.tryBin('nfsdcld', 'btrfs', 'nfsstat', 'df', 'sync', 'sha256sum', 'dd');
    m.include('guest/compression.fest');
    m.file('/usr/local/bin/nfsd-stop', 'guest/bin/nfsd-stop', { mode: 0o755 });
    m.data('/etc/nfs.conf', nfsConfText());
    m.data('/etc/exports', exportsText(settings.NFS_SHARE), { perRun: true });
    // Memory that a guest does not touch costs the host nothing.
    m.vm({ memory: `${512 + Math.ceil(settings.SHARE_ZRAM_SIZE / 2 ** 20)}M` });
    m.autorun('guest/nfsd-btrfs.sh');
  },
});
