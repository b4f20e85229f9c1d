import { expect, it } from 'vitest';
import { plainLine } from '../../src/results/plain.js';

it.each([
  ['a\ttab and ä', 'a\ttab and ä'],
  ['\x1b[1;31mred\x1b[0m text\x1b[K', 'red text'],
  ['\x1b]0;title\x07a\x1b]8;;http://x\x1b\\link\x1b(B', 'alink'],
  ['\x1bPq#0\x1b\\x\x1b7y\x1b=', 'xy'],
  ['progress 1\rprogress 2\r\r', 'progress 1␍progress 2'],
  ['\x00\x01\x7f\x9b31m', '␀␁\ufffd\ufffd31m'],
  ['\x1b', '␛'],
  ['a\u202eb\u2066c', 'a\ufffdb\ufffdc'],
])('%j', (line, text) => {
  expect(plainLine(line)).toBe(text);
});
