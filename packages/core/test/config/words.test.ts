import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { quoteWord, splitWords } from '../../src/config/words.js';

describe('splitWords', () => {
  it.each([
    ['', []],
    ['  a  b ', ['a', 'b']],
    ['a\n\tb', ['a', 'b']],
    ['-drive file="a b",if=virtio \'c d\'', ['-drive', 'file=a b,if=virtio', 'c d']],
    ['a\\ b ""', ['a b', '']],
    ['file=/x/a#1 #b', ['file=/x/a#1', '#b']],
    ['$HOME ${X} "$Y" \'$Z\' $', ['$HOME', '${X}', '$Y', '$Z', '$']],
    ['-cpu host,+x[2] ~/a {"b"}', ['-cpu', 'host,+x[2]', '~/a', '{b}']],
    ['-device é', ['-device', 'é']],
  ])('splits %j', async (text, words) => {
    expect(await splitWords(text)).toEqual(words);
  });

  it.each(['a; b', 'a && b', 'a > b', 'a | b', '(a)', '*.c', '-cpu ?', '"a', "a'b", 'a\\', 'a\0'])(
    'does not split %j',
    async (text) => {
      expect(await splitWords(text)).toBeUndefined();
    },
  );
});

describe('quoteWord', () => {
  it.each(['', 'plain', '/a/b-c.d:e=1,2', 'two words', "it's", '$X `y` "z"', '*', 'ü'])(
    'quotes %j for a shell',
    (text) => {
      expect(execFileSync('bash', ['-c', `printf %s ${quoteWord(text)}`], { encoding: 'utf8' })).toBe(text);
    },
  );
});
