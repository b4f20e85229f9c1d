import { cephfsKernelClient, cephfsSettings, preflightCephfs } from '@rapido/ceph';
import { defineCut } from '@rapido/kit';
import { ON_CEPHFS } from '../lib/cephfs-share.js';
import { addSamba, preflightSamba, type Sharing } from '../lib/samba.js';
import { sambaSettings } from '../lib/settings.js';

const SHARING: Sharing = { parameters: { path: '/mnt/cephfs', ...ON_CEPHFS } };

export const sambaKernelCephfs = defineCut({
  name: 'samba-kernel-cephfs',
  summary: "Samba server with a share on CephFS, mounted by the kernel's client",
  settings: { ...sambaSettings, ...cephfsSettings },
  vm: { network: true, memory: '1G' },
  service: 'smb',
  manifest(m, { settings }) {
    m.use(cephfsKernelClient);
    addSamba(m, settings, SHARING);
    m.autorun('guest/samba-kernel-cephfs.sh');
  },
  async preflight(context) {
    const all = await Promise.all([preflightSamba(context, SHARING), preflightCephfs(context)]);
    return all.flat();
  },
});
