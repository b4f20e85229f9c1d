import { expect, test } from 'vitest';
import { answerLines } from '../../src/suite/answer-lines.js';

test.each(['list', 'all', 'end'] as const)('%s is one line', (kind) => {
  expect(answerLines({ kind })).toEqual([kind]);
});

test('tests have their condition, then their names', () => {
  expect(answerLines({ kind: 'tests', names: ['a/1', 'a/2'] })).toEqual(['tests -', 'name a/1 a/2', 'go']);
  expect(answerLines({ kind: 'tests', names: ['a/1'], condition: 'tr=loop x' })[0]).toBe('tests tr=loop x');
});

test('many names are in lines that the guest has room for, none lost', () => {
  const names = Array.from({ length: 2000 }, (_, index) => `generic/ä${index}`);
  const lines = answerLines({ kind: 'tests', names });
  expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThan(960);
  expect(lines.slice(1, -1).flatMap((line) => line.split(' ').slice(1))).toEqual(names);
  expect(lines.length).toBeLessThan(40);
});
