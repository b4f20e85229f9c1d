import type { Manifest } from '@rapido/kit';

const NEEDED = words(
  'blockdev chmod cut dd df dirname find grep md5sum mv ps rmdir seq sha256sum stat tail touch truncate',
);
const EXTRAS = words('getfacl getfattr less lsblk setfacl setfattr strace vim xfs_io');

/** Adds what one looks at files and devices with. */
export function addTools(m: Manifest): void {
  m.bin(...NEEDED);
  m.tryBin(...EXTRAS);
}

/** Adds what a block device is formatted with, and the kernel's file systems, loaded when one is mounted. */
export function addFileSystems(m: Manifest): void {
  m.bin('mkfs.xfs');
  m.tryBin('mkfs.ext4', 'xfs_info', 'xfs_repair');
  m.include('guest/file-systems.fest');
}

function words(text: string): string[] {
  return text.split(' ');
}
