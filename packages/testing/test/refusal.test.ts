import { expect, it } from 'vitest';
import { refusal } from '../src/refusal.js';

it('is the error that rapido has told of', () => {
  const stderr =
    'Kernel: 6.1\nError: Two things\n       are wrong:\nHint:  Do this\n       and that.\nCode:  ERR_RAPIDO_CUT_PROBLEM\n';
  expect(refusal(stderr, 125)).toMatchObject({
    ...{ code: 'ERR_RAPIDO_CUT_PROBLEM', exitCode: 125 },
    ...{ message: 'Two things\nare wrong:', hint: 'Do this\nand that.' },
  });
});

it('is all that was said, where that was no error of its own', () => {
  expect(refusal('Segmentation fault\n', 139).message).toBe('rapido ended with 139:\nSegmentation fault\n');
});
