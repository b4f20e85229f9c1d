import { defineCut } from '@rapido/kit';
import { smbShareSettings } from '@rapido/netfs';
import { ksmbdConfText } from '../ksmbd/ksmbd-conf.js';
import { ksmbdNameProblems } from '../ksmbd/ksmbd-names.js';
import { addKsmbdPrograms } from '../ksmbd/ksmbd-programs.js';
import { addLocalShare } from '../lib/local-share.js';
import { localShareSettings } from '../lib/settings.js';

export const ksmbdBtrfs = defineCut({
  name: 'ksmbd-btrfs',
  summary: "The kernel's own SMB server with a share on Btrfs",
  settings: {
    ...smbShareSettings,
    KSMBD_TOOLS_SRC: {
      type: 'path',
      summary: 'Source tree of ksmbd-tools, built, or the prefix it is installed to; the installed ones unless set',
    },
    ...localShareSettings,
  },
  kernel: { load: ['ksmbd', 'btrfs', 'zram'] },
  vm: { network: true },
  service: 'smb',
  manifest(m, { settings }) {
    for (const problem of ksmbdNameProblems(settings)) m.problem(problem);
    addKsmbdPrograms(m, settings.KSMBD_TOOLS_SRC);
    m.include('guest/ksmbd.fest');
    m.data('/etc/ksmbd/ksmbd.conf', ksmbdConfText(settings.CIFS_SHARE), { perRun: true });
    m.tree('/usr/lib/rapido-samba/lib', 'guest/lib');
    m.file('/usr/local/bin/ksmbd-stop', 'guest/bin/ksmbd-stop', { mode: 0o755 });
    addLocalShare(m, settings, ['mkfs.btrfs']);
    m.autorun('guest/ksmbd-btrfs.sh');
  },
});
