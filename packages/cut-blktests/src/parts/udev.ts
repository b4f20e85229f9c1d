import type { Manifest } from '@rapido/kit';

/**
 * Rules that start programs of other packages for every disk that comes, or take what is on it into use: tests make hundreds of
 * disks and wait until udev has nothing to do, and connect, assemble and activate by themselves.
 */
const RULES_LEFT_OUT = [
  '50-rbd.rules',
  '55-scsi-sg3_id.rules',
  '58-scsi-sg3_symlink.rules',
  '60-multipath.rules',
  '64-md-raid-assembly.rules',
  '69-lvm.rules',
  '70-nvmf-autoconnect.rules',
  '85-hdparm.rules',
];

/** Adds udev with its rules and their helpers, but not its database of names for hardware. */
export function addUdev(m: Manifest): void {
  m.bin('systemd-udevd', 'udevadm');
  const rules = RULES_LEFT_OUT.map((name) => `rules.d/${name}`);
  m.tree('/usr/lib/udev', '/usr/lib/udev', { exclude: ['hwdb.bin', 'hwdb.d', ...rules] });
}
