import type { Settings, Values } from '@rapido/kit';

/** A share, and who may use it: the same for its server and its clients. */
export const smbShareSettings = {
  CIFS_SHARE: { type: 'string', summary: 'Name of the share', required: true },
  CIFS_USER: { type: 'string', summary: 'Who uses the share', required: true },
  CIFS_PW: { type: 'string', summary: 'Password of CIFS_USER', secret: true, required: true },
} as const satisfies Settings;

/** What clients of an SMB server read besides. */
export const smbClientSettings = {
  CIFS_SERVER: { type: 'string', summary: 'Name or address of the SMB server; unset, it is a VM of the same run' },
  ...smbShareSettings,
  CIFS_DOMAIN: { type: 'string', summary: 'Domain of CIFS_USER' },
  CIFS_MOUNT_OPTS: { type: 'string', summary: 'Mount options, as `vers=3.1.1,seal`' },
} as const satisfies Settings;

/** An export: the same for its server and its clients. */
export const nfsExportSettings = {
  NFS_SHARE: { type: 'string', summary: 'Path that the server exports, as /srv/test', required: true },
} as const satisfies Settings;

/** What clients of an NFS server read besides. */
export const nfsClientSettings = {
  NFS_SERVER: { type: 'string', summary: 'Name or address of the NFS server; unset, it is a VM of the same run' },
  ...nfsExportSettings,
  NFS_MOUNT_OPTS: { type: 'string', summary: 'Mount options, as `vers=4.2`' },
} as const satisfies Settings;

/** What cuts with automount(8) read. */
export const autofsSettings = {
  AUTOFS_SRC: { type: 'path', summary: 'The source tree of autofs, built; the installed automount unless set' },
} as const satisfies Settings;

export type SmbShareValues = Values<typeof smbShareSettings>;
export type SmbClientValues = Values<typeof smbClientSettings>;
export type NfsClientValues = Values<typeof nfsClientSettings>;
