import { defineCut } from '@rapido/kit';
import { addLocalShare } from '../lib/local-share.js';
import { addSamba, preflightSamba, type Sharing } from '../lib/samba.js';
import { localShareSettings, sambaSettings } from '../lib/settings.js';

const SHARING: Sharing = { parameters: { path: '/srv/share', 'vfs objects': 'btrfs' } };

export const sambaBtrfs = defineCut({
  name: 'samba-btrfs',
  summary: 'Samba server with a share on Btrfs, by its VFS module btrfs',
  aliases: ['samba-local'],
  settings: { ...sambaSettings, ...localShareSettings },
  kernel: { load: ['btrfs', 'zram'] },
  vm: { network: true },
  service: 'smb',
  manifest(m, { settings }) {
    addSamba(m, settings, SHARING);
    addLocalShare(m, settings, ['mkfs.btrfs']);
    m.autorun('guest/samba-btrfs.sh');
  },
  preflight: (context) => preflightSamba(context, SHARING),
});
