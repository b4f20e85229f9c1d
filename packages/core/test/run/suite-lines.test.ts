import { expect, test, vi } from 'vitest';
import { SuiteLines } from '../../src/run/suite-lines.js';

function lines(): { readonly sent: string[]; readonly suite: SuiteLines } {
  const sent: string[] = [];
  return { sent, suite: new SuiteLines((line) => sent.push(line)) };
}

test('a line is sent when the one before has been taken', async () => {
  const { sent, suite } = lines();
  const told = suite.tell(['tests ä', 'go']);
  expect(sent).toEqual(['suite tests ä\n']);
  suite.took();
  await vi.waitFor(() => expect(sent).toEqual(['suite tests ä\n', 'suite go\n']));
  suite.took();
  await told;
});

test('nothing is waited for when the guest has ended', async () => {
  const { sent, suite } = lines();
  const told = suite.tell(['list', 'end']);
  suite.close();
  await told;
  await suite.tell(['all']);
  expect(sent).toHaveLength(1);
});
