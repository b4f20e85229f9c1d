import { cutCommands } from '@rapido/kit';
import { cephfs } from './cuts/cephfs.js';
import { cephfsFuse } from './cuts/cephfs-fuse.js';
import { qemuRbd } from './cuts/qemu-rbd.js';
import { rbd } from './cuts/rbd.js';
import { rbdNbd } from './cuts/rbd-nbd.js';
import { usbRbd } from './cuts/usb-rbd.js';

export const commands = cutCommands({ cephfs, cephfsFuse, qemuRbd, rbd, rbdNbd, usbRbd });
