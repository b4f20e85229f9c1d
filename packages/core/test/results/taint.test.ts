import { expect, it } from 'vitest';
import { taintMeaning } from '../../src/results/taint.js';
import { taintLetters } from '../../src/run/taint.js';

it('knows every letter that a kernel can be tainted with', () => {
  const letters = [...taintLetters(-1)];
  expect(letters.length).toBeGreaterThan(15);
  expect(letters.map(taintMeaning)).not.toContain(taintMeaning('?'));
});
