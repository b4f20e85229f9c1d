import { describe, expect, it } from 'vitest';
import { quoteWord, splitWords, wordText } from '../../src/manifest/fest-words.js';

const values: Readonly<Record<string, string>> = { DIR: '/a dir', EMPTY: '', QUOTE: '"$X"' };
const texts = (line: string) => splitWords(line).map((word) => wordText(word, (name) => values[name]));

describe('words', () => {
  it.each([
    ['', []],
    ['  \t ', []],
    ['# nothing', []],
    ['a b\tc\r', ['a', 'b', 'c']],
    ['a # b', ['a']],
    ['a#b', ['a#b']],
    ['\'#\' "#"', ['#', '#']],
    ['"two words" \'and more\'', ['two words', 'and more']],
    ['"" \'\'', ['', '']],
    ['it\'s a"b', ["it's", 'a"b']],
    ['a\\nb', ['a\\nb']],
    ['"a\\n\\t\\r\\"\\\\\\$"', ['a\n\t\r"\\$']],
    ["'a\\n${DIR}'", ['a\\n${DIR}']],
    ['${DIR}/x${EMPTY} "${DIR} y"', ['/a dir/x', '/a dir y']],
    ['${EMPTY}', ['']],
    ['${QUOTE}', ['"$X"']],
    ['mode=0644 x="two words"', ['mode=0644', 'x=two words']],
  ])('of %j are %j', (line, words) => {
    expect(texts(line)).toEqual(words);
  });

  it.each([
    ['"a', 'the quote " is not closed'],
    ['\'a b"', "the quote ' is not closed"],
    ['"a"b', 'text follows right after it'],
    ['x="a', 'the quote " is not closed'],
    ['${NONE}', '${NONE} has no value'],
    ['a$b', 'begins a name'],
    ['$', 'begins a name'],
    ['"${not a name}"', 'begins a name'],
    ['"\\x"', '\\x means nothing'],
  ])('of %j are refused', (line, message) => {
    expect(() => texts(line)).toThrow(message);
  });

  it('are quoted only where they have to be', () => {
    expect(quoteWord('/usr/lib/x86_64-linux-gnu/libz.so.1')).toBe('/usr/lib/x86_64-linux-gnu/libz.so.1');
    expect(quoteWord('')).toBe('""');
    expect(quoteWord('a b')).toBe('"a b"');
    expect(quoteWord('a=b')).toBe('"a=b"');
    expect(quoteWord('#a')).toBe('"#a"');
    expect(quoteWord('say "$x"\\\n')).toBe('"say \\"\\$x\\"\\\\\\n"');
  });
});
