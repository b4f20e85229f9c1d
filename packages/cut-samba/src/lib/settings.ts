import type { Settings, Values } from '@rapido/kit';
import { smbShareSettings } from '@rapido/netfs';

/** What every server of Samba's reads. */
export const sambaSettings = {
  ...smbShareSettings,
  SAMBA_SRC: {
    type: 'path',
    summary: "Samba's source tree, built, or the prefix that it is installed to; the installed one unless set",
  },
  SAMBA_CONF_EXTRA: {
    type: 'string',
    summary: 'Lines for [global] of smb.conf, with `\\n` between them; or the absolute path of a file of such lines',
  },
} as const satisfies Settings;

/** What servers read besides that share a file system of their own. */
export const localShareSettings = {
  SHARE_ZRAM_SIZE: {
    type: 'size',
    summary: 'Size of the device in memory with the share, where there is no disk with the serial SHARE',
    default: '1G',
  },
} as const satisfies Settings;

export type SambaValues = Values<typeof sambaSettings>;
export type LocalShareValues = Values<typeof localShareSettings>;
