import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { shell } from '../support.js';

const SCRIPT = readFileSync(fileURLToPath(new URL('../../guest/bin/cifs-mount', import.meta.url)), 'utf8');
const PARTS = ['attempt', 'mounts', 'smb', 'smb-explain'];

/** `cifs-mount $T/at` with this program in place of mount.cifs: what it says, its status, and what the VM's end is to run. */
function mount(program: string, limit = 30) {
  const files = {
    'bin/mount.cifs': `#!/bin/bash\n${program}\n`,
    'bin/modprobe': '#!/bin/bash\n',
    'bin/dmesg': '#!/bin/bash\n',
    'cifs-mount': SCRIPT.replace(/^\. .*$/gm, '').replace('limit=30', `limit=${limit}`),
  };
  const script = 'at_end() { echo "at_end $*"; }; set -- "$T/at"; . "$T/cifs-mount"; echo "status $?"';
  return shell(PARTS, `{ ${script}; } 2>&1 | sed "s,$T,T,g"`, {
    files,
    env: { CIFS_SERVER: 'srv', CIFS_SHARE: 'a b', CIFS_USER: 'me' },
  }).stdout;
}

it('is unmounted at the end, when it is mounted', () => {
  expect(mount('[[ "$*" == "//srv/a b "*" -o credentials=/etc/cifs/credentials" ]]')).toBe(
    'at_end cifs-umount --force T/at\nstatus 0\n',
  );
});

it('fails with the reason', () => {
  const said = mount("echo 'mount error(111): could not connect to 192.0.2.1'; exit 32");
  expect(said).toContain('cifs-mount: //srv/a b on T/at: mount error(111)');
  expect(said).toContain('Nothing listens at srv, port 445');
  expect(said).not.toContain('at_end');
  expect(said).toMatch(/status 1\n$/);
});

it('given up, is unmounted all the same at the end, as the kernel may get there later', () => {
  const said = mount('exec sleep 20', 1);
  expect(said).toContain('given up after 1 s');
  expect(said).toContain('at_end cifs-umount --force T/at');
  expect(said).toMatch(/status 1\n$/);
});
