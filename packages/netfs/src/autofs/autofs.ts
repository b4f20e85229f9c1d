import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Fragment, Manifest } from '@rapido/kit';
import { autofsSettings } from '../settings.js';
import { type Automount, builtAutomount, installedAutomount } from './automount.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** It opens them by name as maps are read and something is mounted: maps in files, of the usual format. */
const MODULES = ['lookup_file.so', 'parse_sun.so', 'mount_generic.so', 'mount_bind.so'];
const OPTIONAL_MODULES = ['lookup_files.so', 'lookup_program.so', 'mount_autofs.so', 'mount_nfs.so', 'mount_nfs4.so'];
/** It complains of one that is not there. */
const CONF = '[ autofs ]\ntimeout = 300\nbrowse_mode = yes\n';

/**
 * automount(8), of AUTOFS_SRC or the installed one, with its modules for maps in files, the kernel's part of it, and
 * /usr/lib/rapido-netfs/autofs.sh in the guest: `autofs_start LINE...` starts it.
 */
export const autofs: Fragment<typeof autofsSettings> = {
  root,
  settings: autofsSettings,
  manifest(m, { settings }) {
    // Its name depends on the kernel's version; cuts ask for CONFIG_AUTOFS_FS.
    m.tryKmod('autofs4', 'autofs');
    m.bin('mount', 'umount', 'setsid');
    m.data('/etc/autofs.conf', CONF);
    m.file('/usr/lib/rapido-netfs/autofs.sh', 'guest/lib/autofs.sh');
    m.file('/usr/local/bin/autofs-stop', 'guest/bin/autofs-stop', { mode: 0o755 });
    const tree = settings.AUTOFS_SRC;
    const found = tree === undefined ? installedAutomount() : builtAutomount(tree);
    if (found !== undefined) addAutomount(m, found);
    else if (tree === undefined) m.bin('automount');
    else {
      m.problem({
        kind: 'usage',
        message: `AUTOFS_SRC: autofs in ${tree} is not built: there is no daemon/automount`,
        fix: `Build it there (./configure && make), or leave AUTOFS_SRC unset: the installed automount is taken then.`,
      });
    }
  },
};

function addAutomount(m: Manifest, { program, modules, library, guestModules }: Automount): void {
  m.file('/usr/sbin/automount', program);
  for (const name of MODULES) m.file(join(guestModules, name), join(modules, name));
  for (const name of OPTIONAL_MODULES) m.file(join(guestModules, name), join(modules, name), { optional: true });
  if (library === undefined) return;
  // Of a build tree: the loader looks for it beside the modules (DT_RPATH), or where libraries usually are.
  m.file(join(guestModules, 'libautofs.so'), library);
  m.slink(join(dirname(guestModules), 'libautofs.so'), join(guestModules, 'libautofs.so'));
}
