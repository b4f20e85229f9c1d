// Two VMs in one run beside one of them alone: two of simple-network, and a server of SMB with its client.
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { askRapido, rapido } from './bench-home.mjs';
import { TOP } from './workspace.mjs';

const MESH = ['--net', 'mesh'];
const SHARE = [...MESH, ...['SHARE', 'USER', 'PW'].flatMap((key) => ['--set', `CIFS_${key}=bench`])];

/** What the cuts of SMB take of the machine. */
const PROGRAMS = ['smbd', 'mount.cifs', 'mkfs.xfs'];

/** `cases`, and in `absent` a line where the machine has no Samba. `warm`: whether this Rapido knows `--warm`. */
export function vmCases(home, warm) {
  const pairs = pairCases(home, warm);
  const missing = PROGRAMS.filter((name) => !isInstalled(name));
  if (missing.length === 0) return { cases: [...pairs, ...sambaCases(home, warm)], absent: [] };
  return { cases: pairs, absent: [`There is no ${missing.join(', ')}: the rows of Samba are absent.`] };
}

function pairCases(home, warm) {
  const both = ['a=simple-network', 'b=simple-network', ...MESH, '-x', '@a true'];
  return [
    timed(home, 'alone', 'rapido run simple-network -x true', ['simple-network', ...MESH, '-x', 'true']),
    timed(home, 'pair', 'two of them in one run', both),
    ...(warm ? [timed(home, 'pair-warm', 'the two with --warm', [...both, '--warm'])] : []),
  ];
}

function sambaCases(home, warm) {
  const server = ['samba-xfs', ...SHARE, '-x', 'true'];
  const both = ['srv=samba-xfs', 'cli=cifs', ...SHARE, '-x', '@cli true'];
  return [
    timed(home, 'server', 'rapido run samba-xfs -x true', server),
    timed(home, 'served', 'samba-xfs and cifs in one run', both),
    ...(warm ? [timed(home, 'server-warm', 'samba-xfs --warm', [...server, '--warm'])] : []),
    ...(warm ? [timed(home, 'served-warm', 'samba-xfs and cifs, --warm', [...both, '--warm'])] : []),
  ];
}

/** The first run, which cuts the images and saves the states, is not counted. */
function timed(home, row, name, words) {
  // Other rows are without a plugin.
  const own = { XDG_DATA_HOME: join(home.dir, 'linked') };
  const run = () => rapido(home, ['run', ...words], own);
  const prepare = () => {
    askRapido(home, ['plugins', 'link', join(TOP, 'packages/cut-samba')], own);
    return run();
  };
  return { row, name, prepare, run };
}

/** For root or not: some distributions have servers where only root looks. */
function isInstalled(name) {
  return [...process.env.PATH.split(':'), '/usr/sbin', '/sbin'].some((dir) => {
    try {
      accessSync(join(dir, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
