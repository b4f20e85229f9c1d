import { fileURLToPath } from 'node:url';
import type { Fragment } from '@rapido/kit';
import { type SmbClientValues, smbClientSettings } from '../settings.js';
import { smbClientProblems } from './client-problems.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const LIBRARY = ['smb.sh', 'smb-explain.sh'];

/**
 * The kernel's client of SMB with all that it asks for, mount.cifs, and `cifs-mount` and `cifs-umount` in the guest; the user and
 * the password are in /etc/cifs/credentials there (mount.cifs(8)). For suites that mount by themselves /usr/lib/rapido-netfs/smb.sh
 * tells device and options.
 */
export const smbClient: Fragment<typeof smbClientSettings> = {
  root,
  settings: smbClientSettings,
  manifest(m, { settings }) {
    for (const problem of smbClientProblems(settings)) m.problem(problem);
    m.kmod('cifs');
    m.include('guest/smb-modules.fest');
    m.file('/etc/modprobe.d/cifs.conf', 'guest/cifs.conf');
    m.bin('mount.cifs');
    m.tryBin('getent');
    m.data('/etc/cifs/credentials', credentialsText(settings), { secret: true, mode: 0o600 });
    for (const name of LIBRARY) m.file(`/usr/lib/rapido-netfs/${name}`, `guest/lib/${name}`);
    for (const name of ['cifs-mount', 'cifs-umount']) {
      m.file(`/usr/local/bin/${name}`, `guest/bin/${name}`, { mode: 0o755 });
    }
  },
};

/** Each value is the rest of its line, blanks at its ends too. */
function credentialsText({ CIFS_USER, CIFS_PW, CIFS_DOMAIN }: SmbClientValues): string {
  const domain = CIFS_DOMAIN === undefined ? '' : `domain=${CIFS_DOMAIN}\n`;
  return `username=${CIFS_USER}\npassword=${CIFS_PW}\n${domain}`;
}
