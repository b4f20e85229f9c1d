import { expect, test } from 'vitest';
import { StepLog } from '../../src/run/step-log.js';

test('keeps what became of each step, and where the VM is', () => {
  const log = new StepLog(['autorun', 'make check', './x.sh']);
  expect(log.place()).toBe('');
  expect(log.note(0)).toBe('autorun');
  expect([log.running, log.place()]).toEqual([0, ', in autorun']);
  log.note(0, 0);
  expect([log.running, log.place()]).toEqual([undefined, '']);
  log.note(1);
  expect(log.place()).toBe(', in step 1 (make check)');
  log.note(1, 7);
  expect(log.results).toEqual([
    { text: 'autorun', status: 0, began: expect.any(Number), seconds: expect.any(Number) },
    { text: 'make check', status: 7, began: expect.any(Number), seconds: expect.any(Number) },
    { text: './x.sh' },
  ]);
});

test('a step that there is not is none', () => {
  const log = new StepLog(['autorun']);
  expect(log.note(3)).toBeUndefined();
  expect(log.running).toBeUndefined();
});
