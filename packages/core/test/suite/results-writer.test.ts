import { expect, test } from 'vitest';
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

test('that they cannot be written is told in the end', async () => {
  const writer = new ResultsWriter(() => Promise.reject(new Error('full')));
  writer.touch();
  await expect(writer.flush()).rejects.toThrow('full');
});
