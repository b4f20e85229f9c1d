import { describe, expect, it } from 'vitest';
import { ksmbdNameProblems } from '../../src/ksmbd/ksmbd-names.js';

const GOOD = { CIFS_SHARE: 'test', CIFS_USER: 'me', CIFS_PW: ' p@ss "w$rd\', \\% ' };
const messages = (values: Partial<typeof GOOD>) => ksmbdNameProblems({ ...GOOD, ...values }).map((one) => one.message);

describe('ksmbdNameProblems', () => {
  it.each([{}, { CIFS_SHARE: 'é'.repeat(31) }, { CIFS_USER: 'x'.repeat(47) }, { CIFS_PW: 'é'.repeat(64) }])(
    'takes %j',
    (values) => {
      expect(messages(values)).toEqual([]);
    },
  );

  it.each([
    [{ CIFS_SHARE: 'é'.repeat(32) }, 'CIFS_SHARE: ksmbd takes at most 63 bytes, this has 64'],
    [{ CIFS_USER: 'x'.repeat(48) }, 'CIFS_USER: ksmbd takes at most 47 bytes, this has 48'],
    [
      { CIFS_PW: 'é'.repeat(65) },
      "CIFS_PW: the password has more than 128 bytes, of which the kernel's client takes no more",
    ],
    [{ CIFS_SHARE: 'a#b' }, 'CIFS_SHARE: no share of ksmbd has # in its name'],
  ])('refuses %j', (values, message) => {
    expect(messages(values)).toEqual([message]);
  });

  it('refuses what no server of SMB has', () => {
    expect(messages({ CIFS_SHARE: 'IPC$' })).toEqual([expect.stringContaining('for itself')]);
  });
});
