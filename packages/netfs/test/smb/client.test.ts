import { describe, expect, it } from 'vitest';
import { smbClient } from '../../src/index.js';
import { manifestWith } from '../support.js';

const GOOD = { CIFS_SHARE: 'test', CIFS_USER: 'me', CIFS_PW: ' p@ss "w$rd\', \\% ' };
const credentials = (text: string) => [{ kind: 'run', dest: '/etc/cifs/credentials', text, mode: 0o600, secret: true }];

describe('smbClient', () => {
  it('tells the guest user and password in a secret file, whatever characters are in it', async () => {
    const { problems, runFiles, files } = await manifestWith(smbClient, GOOD);
    expect(problems).toEqual([]);
    expect(runFiles).toEqual(
      credentials(`username=me\npassword=${GOOD.CIFS_PW}\n`).map(({ kind: _, ...file }) => file),
    );
    expect(JSON.stringify(files)).not.toContain('p@ss');
  });

  it('tells it the domain, too', async () => {
    const { runFiles } = await manifestWith(smbClient, { ...GOOD, CIFS_DOMAIN: 'EXAMPLE' });
    expect(runFiles[0]?.text.split('\n').slice(2)).toEqual(['domain=EXAMPLE', '']);
  });

  it('has the client loaded, and at hand what it asks for', async () => {
    const { modules, files } = await manifestWith(smbClient, GOOD);
    expect(modules.load).toEqual(['cifs']);
    expect(modules.include).toEqual(expect.arrayContaining(['ccm', 'gcm', 'ctr']));
    const dests = files.map(({ dest }) => dest);
    expect(dests).toEqual(
      expect.arrayContaining([
        '/etc/modprobe.d/cifs.conf',
        '/usr/local/bin/cifs-mount',
        '/usr/local/bin/cifs-umount',
        '/usr/lib/rapido-netfs/smb.sh',
      ]),
    );
  });

  it.each(['rapido1', 'files.example.com', '192.0.2.1', 'fd00::1', '[fd00::1]', 'fe80::1%eth0'])(
    'takes the server %s',
    async (CIFS_SERVER) => {
      expect((await manifestWith(smbClient, { ...GOOD, CIFS_SERVER })).problems).toEqual([]);
    },
  );

  it.each([
    [{ CIFS_SERVER: '//srv/test' }, 'CIFS_SERVER: "//srv/test" is no name or address of a server', 'CIFS_SHARE'],
    [{ CIFS_SERVER: 'a b' }, 'CIFS_SERVER: "a b" is no name or address of a server', 'CIFS_SHARE'],
    [{ CIFS_DOMAIN: 'A,B' }, 'CIFS_DOMAIN: no domain has , in it', 'none of'],
    [{ CIFS_SHARE: 'a/b' }, 'CIFS_SHARE: no name of a share has / in it', 'none of'],
    [{ CIFS_MOUNT_OPTS: 'seal,password=hidden' }, 'CIFS_MOUNT_OPTS: password= is not for it', 'Set CIFS_PW'],
    [{ CIFS_MOUNT_OPTS: '-o user=x' }, 'CIFS_MOUNT_OPTS: user= is not for it', 'Set CIFS_USER'],
    [{ CIFS_MOUNT_OPTS: '-opassword=hidden' }, 'CIFS_MOUNT_OPTS: password= is not for it', 'Set CIFS_PW'],
    [{ CIFS_MOUNT_OPTS: 'seal\nro' }, 'CIFS_MOUNT_OPTS: no mount option has the character U+000A in it', 'in one line'],
    [{ CIFS_SERVER: '-h' }, 'CIFS_SERVER: "-h" is no name or address of a server', 'CIFS_SHARE'],
    [{ CIFS_MOUNT_OPTS: 'cred=/etc/x' }, 'CIFS_MOUNT_OPTS: cred= is not for it', 'CIFS_USER and CIFS_PW'],
  ])('refuses %j', async (given, message, fix) => {
    const { problems } = await manifestWith(smbClient, { ...GOOD, ...given });
    expect(problems).toEqual([
      { kind: 'usage', message: expect.stringContaining(message), fix: expect.stringContaining(fix) },
    ]);
    expect(JSON.stringify(problems)).not.toContain('hidden');
  });
});
