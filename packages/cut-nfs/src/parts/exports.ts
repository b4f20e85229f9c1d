/** Where the server's file system is in the guest, and from where paths of exports count. */
export const EXPORTS_ROOT = '/exports';

/** `rw` for root, too, as suites of tests are run by root; from any port, as QEMU's user network and tunnels change it. */
const OPTIONS = ['rw', 'sync', 'no_root_squash', 'no_subtree_check', 'insecure'];

/** exports(5) with one export, to everybody: the VM's network is what limits who gets there. */
export function exportsText(share: string): string {
  const path = exportPath(share);
  // The root of what version 4 shows.
  const options = path === '/' ? [...OPTIONS, 'fsid=0'] : OPTIONS;
  return `${escaped(path)} *(${options.join(',')})\n`;
}

/** nfs.conf(5): programs of one build look in one place, whatever the distribution's defaults are. */
export function nfsConfText(): string {
  return [
    '[general]',
    'pipefs-directory=/run/rpc_pipefs',
    '[exports]',
    `rootdir=${EXPORTS_ROOT}`,
    '[mountd]',
    `port=${MOUNTD_PORT}`,
    'manage-gids=n',
    '[nfsd]',
    'threads=8',
    // The least. A kernel without a way to note its clients does not end it when it is asked to.
    'grace-time=10',
    'vers3=y',
    'vers4=y',
    '',
  ].join('\n');
}

/** The port that IANA has for it, where a firewall may let it through. */
const MOUNTD_PORT = 20048;

function exportPath(share: string): string {
  return `/${share}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
}

/** exports(5) knows octal for what would end a path. */
function escaped(path: string): string {
  return [...Buffer.from(path)]
    .map((byte) =>
      byte > 0x20 && byte < 0x7f && !'"\\#*?[]'.includes(String.fromCharCode(byte))
        ? String.fromCharCode(byte)
        : `\\${byte.toString(8).padStart(3, '0')}`,
    )
    .join('');
}
