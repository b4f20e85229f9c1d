import { expect, test } from 'vitest';
import { diedWithoutAByte } from '../../src/run/early-console.js';

const silent = { outcome: 'ended', greeted: false, console: '', qemu: { messages: '' } } as const;

test.each([
  [silent, true],
  [{ ...silent, outcome: 'hang' as const }, true],
  [{ ...silent, console: 'Linux' }, false],
  [{ ...silent, qemu: { messages: '', signal: 'SIGKILL' as const } }, false],
  // Its own kernel is not to blame.
  [{ ...silent, endedFor: 'srv' }, false],
])('an end like %j is one without a word: %s', (end, expected) => {
  expect(diedWithoutAByte(end)).toBe(expected);
});
