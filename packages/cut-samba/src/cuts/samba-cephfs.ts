import { defineCut } from '@rapido/kit';
import { addCephVfs, cephVfsSettings, cephVfsSharing, preflightCephVfs } from '../lib/cephfs-share.js';
import { addSamba } from '../lib/samba.js';

export const sambaCephfs = defineCut({
  name: 'samba-cephfs',
  summary: 'Samba server with a share on CephFS, by its VFS module ceph',
  settings: cephVfsSettings,
  vm: { network: true, memory: '1G' },
  service: 'smb',
  manifest(m, { settings }) {
    addCephVfs(m, settings);
    addSamba(m, settings, cephVfsSharing(settings));
    m.autorun('guest/samba-cephfs.sh');
  },
  preflight: (context) => preflightCephVfs(context, cephVfsSharing(context.settings)),
});
