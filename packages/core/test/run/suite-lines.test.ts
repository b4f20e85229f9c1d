import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SuiteLines } from '../../src/run/suite-lines.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function lines(): { readonly sent: string[]; readonly suite: SuiteLines } {
  const sent: string[] = [];
  return { sent, suite: new SuiteLines((line) => sent.push(line)) };
}

test('a line is sent when the one before has been taken', async () => {
  const { sent, suite } = lines();
  const told = suite.tell(['tests ä', 'go']);
  expect(sent).toEqual(['suite 1 8 tests ä\n']);
  suite.took(1);
  await vi.waitFor(() => expect(sent).toEqual(['suite 1 8 tests ä\n', 'suite 2 2 go\n']));
  suite.took(2);
  await told;
});

test('a line that is not taken is sent again; that an earlier one was taken once more does not count', async () => {
  const { sent, suite } = lines();
  const told = suite.tell(['list', 'end']);
  suite.took(1);
  await vi.waitFor(() => expect(sent).toHaveLength(2));
  suite.took(1);
  await vi.advanceTimersByTimeAsync(7000);
  expect(sent.slice(1)).toEqual(Array(3).fill('suite 2 3 end\n'));
  suite.took(2);
  await told;
  await vi.advanceTimersByTimeAsync(7000);
  expect(sent).toHaveLength(4);
});

test('nothing is waited for when the guest has ended', async () => {
  const { sent, suite } = lines();
  const told = suite.tell(['list', 'end']);
  suite.close();
  await told;
  await suite.tell(['all']);
  await vi.advanceTimersByTimeAsync(7000);
  expect(sent).toHaveLength(1);
});
