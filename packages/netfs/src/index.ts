export { autofs } from './autofs/autofs.js';
export { nfsClient, nfsCommon } from './nfs/fragments.js';
export { nfsShareProblems, nfsShareWordProblems } from './nfs/share.js';
export * from './settings.js';
export { smbClient } from './smb/client.js';
export { type SmbNames, smbNameProblems, smbServerNameProblems, smbShareWordProblems } from './smb/names.js';
