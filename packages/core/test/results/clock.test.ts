import { expect, it } from 'vitest';
import { clockOf } from '../../src/results/clock.js';

const STEPS = [{ text: 'autorun', began: 5 }, { text: 'a', began: 10 }, { text: 'b' }];

it.each([
  [0.5, 3.5],
  [2, 5],
  [3, 6],
  [6, 10],
  [6.5, 10.5],
  [-9, 0],
])('counts %d from the step that ran', (kernel, seconds) => {
  const marks = new Map([
    [0, 2],
    [1, 6],
    [2, 7],
  ]);
  expect(clockOf(STEPS, marks)(kernel)).toBe(seconds);
});

it('takes both clocks for one where no step began', () => {
  expect(clockOf(STEPS, new Map())(1.5)).toBe(1.5);
});
