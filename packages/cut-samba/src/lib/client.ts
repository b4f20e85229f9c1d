import type { Manifest, NeededService } from '@rapido/kit';
import { autofs, smbClient } from '@rapido/netfs';

/** Where the clients' server is. */
export const smbServer: NeededService = { service: 'smb', setting: 'CIFS_SERVER', cut: 'samba-xfs' };

const NEEDED = words(
  'cmp cut dd df dirname find grep head md5sum mv seq sed sha256sum sleep sort stat sync tail touch tr truncate wc',
);
const EXTRAS = words('getcifsacl getfattr less setcifsacl setfattr strace xfs_io');

/** Adds what one looks at files of a share with. */
export function addTools(m: Manifest): void {
  m.bin(...NEEDED);
  m.tryBin(...EXTRAS);
}

/** Adds automount(8) and the client that it mounts shares with; `autorun` writes the map. */
export function addAutofs(m: Manifest, autorun: string): void {
  m.use(smbClient);
  m.use(autofs);
  addTools(m);
  m.file('/usr/lib/rapido-samba/autofs-cifs.sh', 'guest/client/autofs-cifs.sh');
  m.autorun(autorun);
}

function words(text: string): string[] {
  return text.split(' ');
}
