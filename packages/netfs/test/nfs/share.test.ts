import { describe, expect, it } from 'vitest';
import { nfsShareProblems, nfsShareWordProblems } from '../../src/index.js';

const said = (NFS_SHARE: string) => nfsShareProblems({ NFS_SHARE }).map(({ message }) => message);

describe('a path to export', () => {
  it.each(['/srv/test', 'srv/test', '/', '/a b', '/ä', '/a:b', '/a//b/', '/..a', '/"#*\\'])('may be %s', (share) => {
    expect(said(share)).toEqual([]);
  });

  it.each([
    ['/srv/../etc', 'has a . or .. in it'],
    ['./srv', 'has a . or .. in it'],
    ['/srv\n/x', 'has the character 0x0a'],
    ['/srv\x7f', 'has the character 0x7f'],
    [`/${'ä'.repeat(512)}`, 'has 1025 bytes; NFS takes 1024 at most'],
    ['server:/srv', 'names a server, too'],
    ['[fd00::1]:/srv', 'names a server, too'],
  ])('is not %j', (share, reason) => {
    expect(said(share)).toEqual([expect.stringMatching(/^NFS_SHARE: "/)]);
    expect(said(share)[0]).toContain(reason);
  });

  it('is the setting of the user', () => {
    expect(nfsShareProblems({ NFS_SHARE: '/..' })).toMatchObject([{ kind: 'usage', fix: expect.any(String) }]);
  });
});

describe('a path for a suite', () => {
  const word = (NFS_SHARE: string) => nfsShareWordProblems({ NFS_SHARE }).map(({ message }) => message);

  it('is a plain word', () => {
    expect(word('/srv/a-b_c.d:e,f')).toEqual([]);
    expect(word('/srv/a b')).toEqual([expect.stringContaining('has a blank')]);
    expect(word('/srv/$a')).toEqual([expect.stringContaining('has $')]);
    expect(word('/srv/..')).toEqual([expect.stringContaining('. or ..')]);
  });
});
