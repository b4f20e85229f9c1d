/** What smb.conf(5) is made of. */
export interface SmbConf {
  /** Name of the share. */
  readonly share: string;
  /** Parameters of the share, as `path`; `read only = no` comes by itself. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Further ones of [global]. */
  readonly global?: Readonly<Record<string, string>>;
  /** What the user adds to [global]: lines, which win over those before them. */
  readonly extra?: string | undefined;
  /** Where Samba keeps its state; in the guest unless said. */
  readonly base?: string;
}

/** Directory of Samba's state in the guest; those below it are made as it starts. */
export const GUEST_BASE = '/run/samba';
export const DIRECTORIES = ['private', 'state', 'cache', 'lock', 'pid', 'ncalrpc'];

/** The text of smb.conf: a standalone server with one share and the user's own lines. */
export function smbConfText({ share, parameters, global = {}, extra = '', base = GUEST_BASE }: SmbConf): string {
  const own = {
    'server role': 'standalone server',
    'passdb backend': `smbpasswd:${base}/private/smbpasswd`,
    ...Object.fromEntries(DIRECTORIES.map((name) => [parameterOf(name), `${base}/${name}`])),
    'log file': `${base}/log.smbd`,
    'max log size': '0',
    // The guest has no tables for others, which only SMB1 would need.
    'dos charset': 'ASCII',
    'smb ports': '445',
    'disable netbios': 'yes',
    'disable spoolss': 'yes',
    'load printers': 'no',
    printing: 'bsd',
    'printcap name': '/dev/null',
    ...global,
  };
  const added = extra.trimEnd() === '' ? [] : ['', '# SAMBA_CONF_EXTRA', ...extra.trimEnd().split('\n')];
  const shared = { 'read only': 'no', ...parameters };
  return [
    '# Made by Rapido as the VM starts. SAMBA_CONF_EXTRA adds to it.',
    '[global]',
    ...linesOf(own),
    ...added,
    '',
    `[${share}]`,
    ...linesOf(shared),
    '',
  ].join('\n');
}

function parameterOf(directory: string): string {
  return ['private', 'ncalrpc'].includes(directory) ? `${directory} dir` : `${directory} directory`;
}

function linesOf(parameters: Readonly<Record<string, string>>): string[] {
  return Object.entries(parameters).map(([name, value]) => `\t${name} = ${value}`);
}
