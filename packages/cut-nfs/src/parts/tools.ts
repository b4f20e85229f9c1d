import type { Manifest } from '@rapido/kit';

/** What one tries a mounted file system with. */
const TOOLS = 'chmod chown cmp cp dd df du find flock head md5sum mv rm sha256sum stat sync tail touch truncate umount';

export function addTools(m: Manifest): void {
  m.tryBin(...TOOLS.split(' '));
}
