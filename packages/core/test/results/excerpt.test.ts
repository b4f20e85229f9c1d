import { expect, it } from 'vitest';
import { excerpt } from '../../src/results/excerpt.js';

async function* numbers(count: number): AsyncGenerator<number> {
  for (let i = 1; i <= count; i++) yield i;
}

it.each([
  [0, [], 0, []],
  [2, [1, 2], 0, []],
  [5, [1, 2], 0, [3, 4, 5]],
  [6, [1, 2], 1, [4, 5, 6]],
  [8, [1, 2], 3, [6, 7, 8]],
  [100, [1, 2], 95, [98, 99, 100]],
])('of %i', async (count, head, omitted, tail) => {
  expect(await excerpt(numbers(count), { head: 2, tail: 3 })).toEqual({ head, omitted, tail });
});
