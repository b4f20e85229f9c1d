import { existsSync } from 'node:fs';
import type { Manifest } from '@rapido/kit';

/** Where distributions keep PAM's modules. */
const PAM_DIRECTORIES = ['/usr/lib/x86_64-linux-gnu/security', '/usr/lib64/security', '/usr/lib/security'];

const PASSWD = `root:x:0:0:root:/root:/bin/bash
blktests:x:1000:1000:for tests without privileges:/tmp:/bin/bash
nobody:x:65534:65534::/:/bin/false
`;

/** Groups that udev's rules give devices to, too. */
const GROUPS = `
  root:0 tty:5 disk:6 lp:7 kmem:15 dialout:20 cdrom:24 tape:26 audio:29 video:44 input:101 sgx:102 kvm:103 render:104
  blktests:1000 nogroup:65534
`;

/** Adds the user `blktests`, whom root becomes by su without a password: for tests that take a user without privileges. */
export function addUsers(m: Manifest): void {
  m.data('/etc/passwd', PASSWD);
  const groups = GROUPS.trim().split(/\s+/);
  m.data('/etc/group', groups.map((group) => `${group.replace(':', ':x:')}:\n`).join(''));
  const pam = PAM_DIRECTORIES.find((directory) => existsSync(`${directory}/pam_rootok.so`));
  if (pam === undefined) return;
  m.tryBin('su');
  m.data(
    '/etc/pam.d/su',
    'auth sufficient pam_rootok.so\naccount required pam_permit.so\nsession required pam_permit.so\n',
  );
  for (const module of ['pam_rootok.so', 'pam_permit.so']) m.file(`${pam}/${module}`, `${pam}/${module}`);
}
