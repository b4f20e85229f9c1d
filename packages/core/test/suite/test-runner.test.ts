import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Dispatcher } from '../../src/suite/dispatcher.js';
import { TestLog } from '../../src/suite/test-log.js';
import { TestRunner } from '../../src/suite/test-runner.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

test('a test that is told of only when it has ended has been running since the one before', () => {
  const log = new TestLog();
  const dispatcher = new Dispatcher({ suite: { exclude: [] }, jobs: 1, canList: false, secondsOf: () => undefined });
  const options = { vm: 'vm', format: 'tap' as const, dispatcher, log, emit() {} };
  const runner = new TestRunner(options, { begun() {}, ended() {} });
  vi.advanceTimersByTime(5000);
  runner.start('here');
  vi.advanceTimersByTime(2000);
  runner.ended({ name: 'first', status: 'pass' });
  vi.advanceTimersByTime(500);
  runner.begun({ name: 'second' });
  vi.advanceTimersByTime(1000);
  runner.ended({ name: 'second', status: 'pass' });
  runner.ended({ name: 'third', status: 'skip', seconds: 7 });
  const seconds = log.results.map(({ name, condition, attempts }) => [name, condition, attempts[0]?.seconds]);
  expect(seconds).toEqual([
    ['first', 'here', 2],
    ['second', 'here', 1],
    ['third', 'here', 7],
  ]);
});
