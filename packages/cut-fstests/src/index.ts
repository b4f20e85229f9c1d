import { cutCommands } from '@rapido/kit';
import { fstestsBcachefs } from './cuts/fstests-bcachefs.js';
import { fstestsBtrfs } from './cuts/fstests-btrfs.js';
import { fstestsBtrfsZoned } from './cuts/fstests-btrfs-zoned.js';
import { fstestsCephfs } from './cuts/fstests-cephfs.js';
import { fstestsCifs } from './cuts/fstests-cifs.js';
import { fstestsExfat } from './cuts/fstests-exfat.js';
import { fstestsExt4 } from './cuts/fstests-ext4.js';
import { fstestsF2fs } from './cuts/fstests-f2fs.js';
import { fstestsNfs } from './cuts/fstests-nfs.js';
import { fstestsNtfs3 } from './cuts/fstests-ntfs3.js';
import { fstestsOvlXfs } from './cuts/fstests-ovl-xfs.js';
import { fstestsUdf } from './cuts/fstests-udf.js';
import { fstestsVirtiofs } from './cuts/fstests-virtiofs.js';
import { fstestsXfs } from './cuts/fstests-xfs.js';

export const commands = cutCommands({
  fstestsBcachefs,
  fstestsBtrfsZoned,
  fstestsBtrfs,
  fstestsCephfs,
  fstestsCifs,
  fstestsExfat,
  fstestsExt4,
  fstestsF2fs,
  fstestsNfs,
  fstestsNtfs3,
  fstestsOvlXfs,
  fstestsUdf,
  fstestsVirtiofs,
  fstestsXfs,
});
