import { defineCut } from '@rapido/kit';
import { addLocalShare } from '../lib/local-share.js';
import { addSamba, preflightSamba, type Sharing } from '../lib/samba.js';
import { localShareSettings, sambaSettings } from '../lib/settings.js';

const SHARING: Sharing = { parameters: { path: '/srv/share' } };

export const sambaXfs = defineCut({
  name: 'samba-xfs',
  summary: 'Samba server with a share on XFS',
  settings: { ...sambaSettings, ...localShareSettings },
  kernel: { load: ['xfs', 'zram'] },
  vm: { network: true },
  service: 'smb',
  manifest(m, { settings }) {
    addSamba(m, settings, SHARING);
    addLocalShare(m, settings, ['mkfs.xfs']);
    m.autorun('guest/samba-xfs.sh');
  },
  preflight: (context) => preflightSamba(context, SHARING),
});
