import { expect, it } from 'vitest';
import { parseSections } from '../../src/network/systemd-syntax.js';

it('sections, comments, continued lines and their places', () => {
  const text = [
    '\uFEFF# a comment \\',
    '; another',
    '[One]',
    'A = 1 ',
    '  B=x=y',
    'C=',
    'D=first\\',
    '   # between',
    '',
    '[One]',
    'A=2\\',
    ' 3 \\',
    '; between',
    '#',
    '  4',
    'E=a\\\\',
    'X-Mine=1',
    '[X-Mine]',
    'F=1',
    '[Two]',
    'G=1 \\',
  ].join('\r\n');
  const entry = (key: string, value: string, line: number) => ({ key, value, from: `f:${line}` });
  expect(parseSections(text, 'f')).toEqual([
    {
      name: 'One',
      from: 'f:3',
      entries: [entry('A', '1', 4), entry('B', 'x=y', 5), entry('C', '', 6), entry('D', 'first', 7)],
    },
    { name: 'One', from: 'f:10', entries: [entry('A', '2  3    4', 11), entry('E', 'a\\\\', 16)] },
    { name: 'Two', from: 'f:20', entries: [entry('G', '1', 21)] },
  ]);
});

it.each([
  ['A=1', 'f:1: A= stands before the first [Section].'],
  ['[A]\nnonsense', 'f:2: neither [Section] nor Key=Value.'],
  ['[A', 'f:1: neither [Section] nor Key=Value.'],
  ['[A]\n=1', 'f:2: neither [Section] nor Key=Value.'],
])('%j is refused', (text, message) => {
  expect(() => parseSections(text, 'f')).toThrow(
    expect.objectContaining({ code: 'ERR_RAPIDO_CONFIG_SYNTAX', message }),
  );
});

it('an empty file has no sections', () => expect(parseSections('', 'f')).toEqual([]));
