import { cutCommands } from '@rapido/kit';
import { autofsDirectCifs } from './cuts/autofs-direct-cifs.js';
import { autofsIndirectCifs } from './cuts/autofs-indirect-cifs.js';
import { cifs } from './cuts/cifs.js';
import { ctdbCephfs } from './cuts/ctdb-cephfs.js';
import { ksmbdBtrfs } from './cuts/ksmbd-btrfs.js';
import { sambaBtrfs } from './cuts/samba-btrfs.js';
import { sambaCephfs } from './cuts/samba-cephfs.js';
import { sambaKernelCephfs } from './cuts/samba-kernel-cephfs.js';
import { sambaXfs } from './cuts/samba-xfs.js';

export const commands = cutCommands({
  autofsDirectCifs,
  autofsIndirectCifs,
  cifs,
  ctdbCephfs,
  ksmbdBtrfs,
  sambaBtrfs,
  sambaCephfs,
  sambaKernelCephfs,
  sambaXfs,
});
