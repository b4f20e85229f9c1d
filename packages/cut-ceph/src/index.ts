import { cutCommands } from '@rapido/kit';
import { cephfs } from './cuts/cephfs.js';
import { rbd } from './cuts/rbd.js';

export const commands = cutCommands({ cephfs, rbd });
