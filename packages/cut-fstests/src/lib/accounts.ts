import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '@rapido/kit';

const USERS = `root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/:/bin/false
bin:x:2:2:bin:/:/bin/false
nobody:x:65534:65534:nobody:/:/bin/bash
fsgqa:x:1001:1001:fsgqa:/home/fsgqa:/bin/bash
123456-fsgqa:x:1002:1002:fsgqa:/home/123456-fsgqa:/bin/bash
fsgqa2:x:1003:1003:fsgqa:/home/fsgqa2:/bin/bash
`;

const GROUPS = `root:x:0:
daemon:x:1:
bin:x:2:
sys:x:3:
tty:x:5:
disk:x:6:
nogroup:x:65534:
fsgqa:x:1001:
123456-fsgqa:x:1002:
fsgqa2:x:1003:
`;

const SU = `auth sufficient pam_rootok.so
account sufficient pam_rootok.so
session required pam_limits.so
`;

/** Where PAM has its modules, by distribution. */
const PAM_DIRS = [
  '/lib/x86_64-linux-gnu/security',
  '/usr/lib/x86_64-linux-gnu/security',
  '/usr/lib64/security',
  '/lib64/security',
];

/** The users and groups that xfstests' README asks for, and what root needs to become one of them. */
export function addAccounts(m: Manifest): void {
  m.data('/etc/passwd', USERS);
  m.data('/etc/group', GROUPS);
  m.data('/etc/nsswitch.conf', 'passwd: files\ngroup: files\nhosts: files dns\n');
  m.data('/etc/pam.d/su', SU);
  m.data('/etc/pam.d/other', SU);
  m.data('/etc/security/limits.conf', '');
  for (const user of ['fsgqa', '123456-fsgqa', 'fsgqa2']) m.dir(`/home/${user}`, 0o777);
  m.tryBin('libnss_files.so.2');
  const modules = PAM_DIRS.find((directory) => existsSync(join(directory, 'pam_rootok.so'))) ?? PAM_DIRS[0];
  m.bin(`${modules}/pam_rootok.so`, `${modules}/pam_limits.so`);
}
