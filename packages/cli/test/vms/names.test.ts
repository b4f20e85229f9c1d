import { describe, expect, it } from 'vitest';
import { parseVmWord, parseVmWords } from '../../src/vms/names.js';

const KINDS: Readonly<Record<string, boolean>> = { cifs: false, 'samba-xfs': true };
const context = { isService: (cut: string) => KINDS[cut], command: 'rapido run' };
const parse = (...words: string[]) => parseVmWords(words, context);

describe('parseVmWord', () => {
  it('splits a name off, but not off the path of a file', () => {
    expect(parseVmWord('srv=samba-xfs')).toEqual({ name: 'srv', cut: 'samba-xfs' });
    expect(parseVmWord('srv=./my=cut.fest')).toEqual({ name: 'srv', cut: './my=cut.fest' });
    expect(parseVmWord('./a=b.fest')).toEqual({ cut: './a=b.fest' });
    expect(parseVmWord('samba-xfs')).toEqual({ cut: 'samba-xfs' });
    expect(parseVmWord(`${'a'.repeat(32)}=x`).name).toHaveLength(32);
  });

  it.each([
    ['Srv=x', 'begins with a letter'],
    ['1a=x', 'begins with a letter'],
    ['-a=x', 'begins with a letter'],
    ['=x', 'begins with a letter'],
    ['a.b=x', 'begins with a letter'],
    ['é=x', 'begins with a letter'],
    ['a b=x', 'begins with a letter'],
    [`${'a'.repeat(33)}=x`, 'more than 32'],
    ['rapido7=x', 'by their numbers'],
    ['localhost=x', 'each VM calls itself so'],
    ['srv=', 'which cut?'],
  ])('refuses %s', (word, message) => {
    expect(() => parseVmWord(word)).toThrow(
      expect.objectContaining({ message: expect.stringContaining(message), exitCode: 129 }),
    );
  });
});

describe('parseVmWords', () => {
  it('takes one cut without a name, and the same cut under two', () => {
    expect(parse('cifs')).toEqual([{ cut: 'cifs' }]);
    expect(parse('a=cifs', 'b=cifs')).toEqual([
      { name: 'a', cut: 'cifs' },
      { name: 'b', cut: 'cifs' },
    ]);
  });

  it('says the whole line where names are missing', () => {
    const both = expect.objectContaining({ hint: 'rapido run srv=samba-xfs cli=cifs' });
    expect(() => parse('samba-xfs', 'cifs')).toThrow(both);
    expect(() => parse('samba-xfs', 'cifs')).toThrow('these have none: samba-xfs, cifs');
    expect(() => parse('srv=samba-xfs', 'cifs')).toThrow(
      expect.objectContaining({ hint: 'rapido run srv=samba-xfs cli=cifs' }),
    );
    expect(() => parse('cifs', 'cifs')).toThrow(expect.objectContaining({ hint: 'rapido run cli=cifs cli2=cifs' }));
  });

  it('takes a word that is no cut for a command', () => {
    expect(() => parse('cifs', 'uname')).toThrow(
      expect.objectContaining({ message: 'Unexpected argument: uname', hint: expect.stringContaining("-x 'uname'") }),
    );
  });

  it('refuses a name that is there twice', () => {
    expect(() => parse('a=cifs', 'a=samba-xfs')).toThrow('Two VMs are called a.');
  });
});
