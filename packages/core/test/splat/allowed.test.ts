import { expect, test } from 'vitest';
import { isAllowed, type Splat, splatPatterns } from '../../src/splat/index.js';

const splat: Splat = {
  ...{ kind: 'warning', title: 'WARNING in foo', fatal: false, sequence: 1, time: 1 },
  report: ['[    1.000000] WARNING: CPU: 0 PID: 1 at fs/foo.c:12 foo+0x1/0x2', '[    1.000000] Call Trace:'],
};

test.each([
  ['WARNING in foo$', true],
  ['fs/foo\\.c:\\d+', true],
  ['warning', false],
  ['^WARNING in fo$', false],
])('%s: %s', (pattern, allowed) => {
  expect(isAllowed(splat, splatPatterns([pattern], '--allow-splat'))).toBe(allowed);
});

test('what is no regular expression is a usage error that names it', () => {
  expect(() => splatPatterns(['ok', '(('], 'The cut x')).toThrowError(/^The cut x: "\(\(" is no regular expression: /);
});
