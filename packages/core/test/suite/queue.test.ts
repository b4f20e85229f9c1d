import { expect, test } from 'vitest';
import { TestQueue } from '../../src/suite/queue.js';

const queueOf = (labels: readonly string[], more: Partial<ConstructorParameters<typeof TestQueue>[0]> = {}) => {
  const queue = new TestQueue({ exclude: [], jobs: 1, secondsOf: () => undefined, ...more });
  queue.list(labels);
  return queue;
};

test('several VMs get the longest tests first, and less and less, until each test is handed out', () => {
  const seconds: Readonly<Record<string, number>> = { a: 1, b: 8, c: 3, d: 2, e: 2 };
  const queue = queueOf(['a', 'b', 'c', 'd', 'e', 'unknown'], { jobs: 2, secondsOf: (label) => seconds[label] });
  // The one that is not known counts as the median, 2: there are 18 seconds.
  expect(queue.secondsLeft).toBe(9);
  const chunks: (readonly string[])[] = [];
  for (let chunk = queue.take(); chunk; chunk = queue.take()) chunks.push(chunk.names);
  expect(chunks).toEqual([['b'], ['c'], ['d'], ['e'], ['unknown'], ['a']]);
});

test('tests that are all alike come in shares that grow smaller', () => {
  const queue = queueOf(
    Array.from({ length: 100 }, (_, i) => `t/${i}`),
    { jobs: 2 },
  );
  const sizes: number[] = [];
  for (let chunk = queue.take(); chunk; chunk = queue.take()) sizes.push(chunk.names.length);
  expect(sizes.slice(0, 3)).toEqual([25, 18, 14]);
  expect(sizes.reduce((sum, size) => sum + size)).toBe(100);
  expect(sizes.at(-1)).toBe(1);
});

test('what a VM did not get to is handed out again, what it has done is not', () => {
  const queue = queueOf(['a', 'b', 'c']);
  const chunk = queue.take();
  if (!chunk) throw new Error('no chunk');
  queue.finish(chunk, { name: 'a', condition: 'sda' });
  queue.finish(chunk, { name: 'a', condition: 'sdb' });
  expect([queue.done, queue.open, queue.hasWaiting]).toEqual([1, [{ name: 'b' }, { name: 'c' }], false]);
  queue.giveBack(chunk, { missed: false });
  expect(queue.take()).toEqual({ names: ['b', 'c'] });
});

test('what a suite passes over twice is not handed out any more, but stays open', () => {
  const queue = queueOf(['a']);
  for (let time = 0; time < 2; time++) {
    const chunk = queue.take();
    if (!chunk) throw new Error('no chunk');
    queue.giveBack(chunk, { missed: true });
  }
  expect([queue.take(), queue.hasWaiting, queue.open]).toEqual([undefined, false, [{ name: 'a' }]]);
});

test('a label that is listed twice is one test, and what is excluded is none', () => {
  const queue = queueOf(['a (x)', 'a (x)', 'a (y)', 'b'], { exclude: ['a (y)', 'b'] });
  expect([queue.total, queue.take(), queue.take()]).toEqual([1, { names: ['a'], condition: 'x' }, undefined]);
});
