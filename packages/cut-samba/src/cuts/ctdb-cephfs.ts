import { defineCut } from '@rapido/kit';
import {
  addCephVfs,
  type CephVfsValues,
  cephVfsSettings,
  cephVfsSharing,
  preflightCephVfs,
} from '../lib/cephfs-share.js';
import { addCtdb, ctdbSettings } from '../lib/ctdb.js';
import { addSamba, type Sharing } from '../lib/samba.js';

export const ctdbCephfs = defineCut({
  name: 'ctdb-cephfs',
  summary: 'One of several Samba servers with the same share on CephFS, clustered by CTDB',
  settings: { ...cephVfsSettings, ...ctdbSettings },
  vm: { network: true, memory: '1G' },
  service: 'smb',
  manifest(m, { settings }) {
    addCephVfs(m, settings);
    addSamba(m, settings, clustered(settings));
    addCtdb(m, settings.SAMBA_SRC);
    m.autorun('guest/ctdb-cephfs.sh');
  },
  preflight: (context) => preflightCephVfs(context, clustered(context.settings)),
});

/** To clients, all nodes are one server. */
function clustered(settings: CephVfsValues): Sharing {
  return { ...cephVfsSharing(settings), global: { clustering: 'yes', 'netbios name': 'RAPIDO' } };
}
