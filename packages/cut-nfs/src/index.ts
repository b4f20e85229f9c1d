import { cutCommands } from '@rapido/kit';
import { autofsDirectNfs } from './cuts/autofs-direct-nfs.js';
import { nfsClient } from './cuts/nfs-client.js';
import { nfsdBtrfs } from './cuts/nfsd-btrfs.js';

export const commands = cutCommands({ autofsDirectNfs, nfsClient, nfsdBtrfs });
