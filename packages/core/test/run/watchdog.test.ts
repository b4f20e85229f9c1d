import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startWatchdog } from '../../src/run/watchdog.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watch(limits: Parameters<typeof startWatchdog>[0]) {
  const ends: string[] = [];
  const ask = vi.fn();
  const watchdog = startWatchdog(limits, ask, (outcome, reason) => ends.push(`${outcome}: ${reason}`));
  return { watchdog, ask, ends };
}

test('silence is a hang, a sign of life puts it off', () => {
  const { watchdog, ends } = watch({ hangTimeoutMs: 10_000 });
  vi.advanceTimersByTime(9_000);
  watchdog.heard();
  vi.advanceTimersByTime(9_000);
  expect(ends).toEqual([]);
  vi.advanceTimersByTime(1_000);
  expect(ends).toEqual(['hang: neither a heartbeat nor output for 10 s']);
});

test('no sign of life puts off the time-out of the whole run', () => {
  const { watchdog, ends } = watch({ timeoutMs: 5_000, hangTimeoutMs: 10_000 });
  vi.advanceTimersByTime(4_000);
  watchdog.heard();
  vi.advanceTimersByTime(1_000);
  expect(ends).toEqual(['timeout: not done after 5 s']);
});

test('who is silent is asked every five seconds, and who is heard is not', () => {
  const { watchdog, ask } = watch({ hangTimeoutMs: 60_000 });
  for (let second = 0; second < 20; second += 4) {
    vi.advanceTimersByTime(4_000);
    watchdog.heard();
  }
  expect(ask).not.toHaveBeenCalled();
  vi.advanceTimersByTime(11_000);
  expect(ask).toHaveBeenCalledTimes(2);
});

test('where little silence is allowed, it is asked more often', () => {
  const { ask, ends } = watch({ hangTimeoutMs: 3_000 });
  vi.advanceTimersByTime(2_500);
  expect(ask).toHaveBeenCalledTimes(2);
  expect(ends).toEqual([]);
});

test('closed, it asks and ends nothing', () => {
  const { watchdog, ask, ends } = watch({ timeoutMs: 1, hangTimeoutMs: 1 });
  watchdog.close();
  vi.advanceTimersByTime(10_000);
  expect(ask).not.toHaveBeenCalled();
  expect(ends).toEqual([]);
});
