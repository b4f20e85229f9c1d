import { expect, test, vi } from 'vitest';
import { ResultsWriter } from '../../src/suite/results-writer.js';

test('results that come fast are written now and then, and in the end', async () => {
  let writes = 0;
  const writer = new ResultsWriter(async () => {
    writes++;
  });
  for (let i = 0; i < 1000; i++) {
    writer.touch();
    await Promise.resolve();
  }
  expect(writes).toBe(1);
  await writer.flush();
  expect(writes).toBe(2);
});

test('they are never written twice at the same time', async () => {
  let writing = 0;
  const writer = new ResultsWriter(async () => {
    expect(++writing).toBe(1);
    await new Promise(setImmediate);
    writing--;
  });
  writer.touch();
  await Promise.all([writer.flush(), writer.flush(), writer.flush()]);
});

test('that they cannot be written is told in the end', async () => {
  const writer = new ResultsWriter(() => Promise.reject(new Error('full')));
  writer.touch();
  await expect(writer.flush()).rejects.toThrow('full');
});

test('what comes during a pause is written after it, even if nothing else comes', async () => {
  vi.useFakeTimers();
  try {
    let writes = 0;
    const writer = new ResultsWriter(async () => {
      writes++;
    });
    writer.touch();
    writer.touch();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(writes).toBe(2);
    writer.touch();
    writer.touch();
    await writer.flush();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(writes).toBe(4);
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});
