import { describe, expect, it } from 'vitest';
import { nfsClient } from '../../src/index.js';
import { manifestWith } from '../support.js';

describe('nfsClient', () => {
  it.each([
    { NFS_SERVER: 'srv' },
    { NFS_SERVER: 'fd00::1' },
    { NFS_SERVER: '[fe80::1%eth0]' },
    { NFS_MOUNT_OPTS: '-o vers=3,nolock' },
  ])('takes %j', async (given) => {
    expect((await manifestWith(nfsClient, { NFS_SHARE: '/srv', ...given })).problems).toEqual([]);
  });

  it.each([
    [{ NFS_SERVER: '-h' }, 'NFS_SERVER: "-h" is no name or address of a server'],
    [{ NFS_SERVER: 'srv:/srv' }, 'NFS_SERVER: "srv:/srv" is no name or address of a server'],
    [{ NFS_MOUNT_OPTS: 'ro\n/etc -fstype=bind :/' }, 'NFS_MOUNT_OPTS: no mount option has the character U+000A in it'],
  ])('refuses %j', async (given, message) => {
    const { problems } = await manifestWith(nfsClient, { NFS_SHARE: '/srv', ...given });
    expect(problems).toEqual([{ kind: 'usage', message, fix: expect.any(String) }]);
  });
});
