import type { Manifest, PreflightContext, Problem } from '@rapido/kit';
import { smbServerNameProblems } from '@rapido/netfs';
import { checkConf } from './check-conf.js';
import { extraLines } from './conf-extra.js';
import { addPrograms } from './samba-programs.js';
import type { SambaValues } from './settings.js';
import { type SmbConf, smbConfText } from './smb-conf.js';
import { addVfsModules, vfsObjects } from './vfs-modules.js';

/** What a server shares, and how. */
export type Sharing = Pick<SmbConf, 'parameters' | 'global'>;

const GUEST_CONF = '/etc/samba/smb.conf';
const PROGRAMS = {
  required: ['smbd', 'smbpasswd', 'testparm'],
  extra: ['smbstatus', 'smbcontrol', 'pdbedit'],
};

/** Adds smbd, its configuration, and what its autorun starts it with. */
export function addSamba(m: Manifest, settings: SambaValues, sharing: Sharing): void {
  const { text: extra, problems } = extraLines(settings.SAMBA_CONF_EXTRA);
  const variables = variableProblems('CIFS_SHARE', settings.CIFS_SHARE);
  const names = [...smbServerNameProblems(settings), ...variables, ...accountProblems(settings)];
  for (const problem of [...names, ...problems]) m.problem(problem);
  const conf = smbConfText({ share: settings.CIFS_SHARE, extra, ...sharing });
  m.data(GUEST_CONF, conf, { perRun: true });
  addPrograms(m, settings.SAMBA_SRC, PROGRAMS);
  addVfsModules(m, settings.SAMBA_SRC, vfsObjects(conf));
  m.tree('/usr/lib/rapido-samba/lib', 'guest/lib');
  m.file('/usr/local/bin/samba-stop', 'guest/bin/samba-stop', { mode: 0o755 });
}

/** glibc reads no such line of /etc/passwd. */
function accountProblems({ CIFS_USER: user }: SambaValues): readonly Problem[] {
  if (!/^[-#]/.test(user)) return [];
  const message = `CIFS_USER: a system has no account whose name begins with ${user[0]}, and Samba needs one`;
  return [{ kind: 'usage', message, fix: 'Choose another name.' }];
}

/** Why a text cannot stand in smb.conf as it is: `%U` is the user there, and so on. */
export function variableProblems(setting: string, text: string): readonly Problem[] {
  const [variable] = /%[UGhmLMRdaIJjiTtDwvVSPugHNp$]/.exec(text) ?? [];
  if (variable === undefined) return [];
  const message = `${setting}: Samba takes ${variable} for a variable (smb.conf(5)), and another text for it`;
  return [{ kind: 'usage', message, fix: 'Choose a name without it.' }];
}

/** Has testparm read the configuration that `addSamba` makes of the same. */
export async function preflightSamba(
  { settings, signal }: Pick<PreflightContext, 'signal'> & { readonly settings: SambaValues },
  sharing: Sharing,
): Promise<readonly Problem[]> {
  const { text: extra } = extraLines(settings.SAMBA_CONF_EXTRA);
  return checkConf({ share: settings.CIFS_SHARE, extra, ...sharing }, { tree: settings.SAMBA_SRC, signal });
}
