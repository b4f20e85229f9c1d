import { describe, expect, it } from 'vitest';
import { type SmbNames, smbNameProblems, smbServerNameProblems } from '../../src/index.js';

const GOOD: SmbNames = { CIFS_SHARE: 'test', CIFS_USER: 'me', CIFS_PW: 'secret' };
const messages = (values: Partial<SmbNames>) => smbNameProblems({ ...GOOD, ...values }).map(({ message }) => message);

describe('smbNameProblems', () => {
  it.each<Partial<SmbNames>>([
    {},
    { CIFS_SHARE: 'a b' },
    { CIFS_SHARE: "C$ (x) 'y' #1 &%!" },
    { CIFS_SHARE: 'Größe' },
    { CIFS_SHARE: 'x'.repeat(80) },
    { CIFS_USER: 'first.last-2' },
    { CIFS_PW: 'p@ss "w$rd\', \\%' },
    { CIFS_PW: '  between  ' },
    { CIFS_PW: ' ' },
    { CIFS_PW: '=,;|/[]é€😀' },
    { CIFS_PW: 'x'.repeat(128) },
  ])('takes %j', (values) => {
    expect(messages(values)).toEqual([]);
  });

  it.each<[Partial<SmbNames>, string]>([
    [{ CIFS_SHARE: 'a/b' }, 'CIFS_SHARE: no name of a share has / in it'],
    [{ CIFS_SHARE: 'a,b' }, 'CIFS_SHARE: no name of a share has , in it'],
    [{ CIFS_SHARE: 'a\nb' }, 'CIFS_SHARE: no name of a share has line feed (U+000A) in it'],
    [{ CIFS_SHARE: ' a' }, 'CIFS_SHARE: no name of a share begins or ends with a blank'],
    [{ CIFS_SHARE: '..' }, 'CIFS_SHARE: ".." is no name of a share'],
    [{ CIFS_SHARE: 'x'.repeat(81) }, 'CIFS_SHARE: a name of a share has at most 80 characters, this one 81'],
    [{ CIFS_USER: 'a:b' }, 'CIFS_USER: no name of a user has : in it'],
    [{ CIFS_USER: 'DOM\\me' }, 'CIFS_USER: no name of a user has \\ in it'],
    [{ CIFS_PW: 'geheim\tnis' }, 'CIFS_PW: a password has no tab (U+0009) in it'],
    [{ CIFS_PW: 'geheim\u0007' }, 'CIFS_PW: a password has no U+0007 in it'],
    [{ CIFS_PW: 'geheim\uFFFD' }, 'CIFS_PW: a password has no U+FFFD in it'],
    [
      { CIFS_PW: 'é'.repeat(65) },
      "CIFS_PW: the password has more than 128 bytes, of which the kernel's client takes no more",
    ],
  ])('refuses %j, and names the character', (values, message) => {
    expect(messages(values)).toEqual([message]);
  });

  it('shows no password, and tells all that is wrong', () => {
    const problems = smbNameProblems({ CIFS_SHARE: 'a|b', CIFS_USER: 'c*d', CIFS_PW: 'geheim\u001b' });
    expect(problems.map(({ kind }) => kind)).toEqual(['usage', 'usage', 'usage']);
    expect(JSON.stringify(problems)).not.toContain('geheim');
  });
});

describe('smbServerNameProblems', () => {
  it.each(['global', 'HOMES', 'IPC$'])('refuses %s, which a server keeps for itself', (CIFS_SHARE) => {
    expect(smbServerNameProblems({ ...GOOD, CIFS_SHARE })).toEqual([
      expect.objectContaining({
        kind: 'usage',
        message: `CIFS_SHARE: a server keeps the name "${CIFS_SHARE}" for itself`,
      }),
    ]);
  });

  it.each(['-me', '#me'])('refuses the user %s, for whom a server has no account', (CIFS_USER) => {
    expect(smbServerNameProblems({ ...GOOD, CIFS_USER })).toEqual([
      expect.objectContaining({ message: expect.stringContaining(`begins with ${CIFS_USER[0]}`) }),
    ]);
    expect(smbNameProblems({ ...GOOD, CIFS_USER })).toEqual([]);
  });

  it.each(['me', 'a%b', 'my user', 'me@x', 'x$', "o'k", 'ü', 'a&b(c)'])('takes the user %s', (CIFS_USER) => {
    expect(smbServerNameProblems({ ...GOOD, CIFS_USER })).toEqual([]);
  });
});
