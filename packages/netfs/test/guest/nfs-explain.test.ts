import { expect, it } from 'vitest';
import { shell } from '../support.js';

interface Failure {
  readonly said?: string;
  readonly status?: number;
  readonly options?: string;
  /** Whether an NFS server answers. */
  readonly answers?: boolean;
}

function explained({ said = '', status = 32, options = '', answers = true }: Failure): string {
  const script = `rpc_answers() { ${answers}; }; device='[fd00::1]:/srv/a b' options=${options}; explain_nfs ${status}`;
  return shell(['nfs', 'nfs-explain'], script, { env: { NFS_SERVER: 'fd00::1', NFS_MOUNT_OPTS: 'vers=3', said } })
    .stdout;
}

it.each([
  ['Failed to resolve server srv: Name or service not known', 'This VM finds no address of fd00::1'],
  ['Resource temporarily unavailable', 'This VM finds no address of fd00::1'],
  ['Connection refused', 'fd00::1 is there, and has no NFS server'],
  ['access denied by server while mounting [fd00::1]:/srv/a b', 'does not export this path to this VM'],
  ['reason given by server: No such file or directory', 'The server has no export /srv/a b:'],
  ['rpc.statd is not running but is required for remote locking.', 'needs rpcbind and rpc.statd'],
  ['requested NFS version or transport protocol is not supported', 'Either side lacks this version'],
  ['an incorrect mount option was specified', 'look at NFS_MOUNT_OPTS (vers=3; nfs(5))'],
  ["unknown filesystem type 'nfs'", 'CONFIG_NFS_FS'],
  ['No route to host', 'fd00::1 does not answer'],
  ['Network is unreachable', 'fd00::1 does not answer'],
])('%s', (said, text) => {
  expect(explained({ said: `mount.nfs: ${said}` })).toContain(text);
});

it('a server that is silent is told as such', () => {
  expect(explained({ status: 124 })).toContain('fd00::1 does not answer');
});

it('a version that is not there is told from a server that is not, unless that has another port', () => {
  const said = 'mount.nfs: requested NFS version or transport protocol is not supported';
  expect(explained({ said, answers: false })).toContain('has no NFS server');
  expect(explained({ said, answers: false, options: 'port=20049' })).toContain('Either side lacks this version');
});

it('nothing is made up of what is not known', () => {
  expect(explained({ said: 'mount.nfs: Something else' })).toBe('');
});
