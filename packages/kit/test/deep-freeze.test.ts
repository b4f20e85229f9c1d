import { expect, it } from 'vitest';
import { deepFreeze } from '../src/deep-freeze.js';

it('freezes every part, also those below a part that was frozen before', () => {
  const value = { list: [{ a: 1 }], frozen: Object.freeze({ inner: { b: 2 } }), text: 'x', nothing: null };
  expect(deepFreeze(value)).toBe(value);
  for (const part of [value, value.list, value.list[0], value.frozen, value.frozen.inner]) {
    expect(Object.isFrozen(part)).toBe(true);
  }
});

it('ends on a value that holds itself', () => {
  const value: { self?: unknown } = {};
  value.self = value;
  expect(Object.isFrozen(deepFreeze(value))).toBe(true);
});

it('leaves what cannot be frozen', () => {
  expect(deepFreeze('text')).toBe('text');
  expect(deepFreeze(undefined)).toBeUndefined();
});
