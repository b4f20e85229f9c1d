import { afterEach, expect, test, vi } from 'vitest';
import { Dispatcher } from '../../src/suite/dispatcher.js';
import { SuiteSession } from '../../src/suite/session.js';
import { TestFiles } from '../../src/suite/test-files.js';
import { testLabel } from '../../src/suite/test-id.js';
import { TestLog } from '../../src/suite/test-log.js';
import type { SuiteFormat } from '../../src/suite/types.js';
import type { SuiteAnswer } from '../../src/suite/vm-session.js';
import { temporaryDirectory } from '../temporary.js';

afterEach(() => void vi.useRealTimers());

/** A session that has been asked once, and what was done with its VM. */
function open(format: SuiteFormat, tests: readonly string[], more: { readonly testTimeout?: number } = {}) {
  const dispatcher = new Dispatcher({
    ...{ suite: { exclude: [] }, jobs: 1, canList: true, secondsOf: () => undefined, tests },
  });
  const log = new TestLog();
  const done: string[] = [];
  const session = new SuiteSession({
    ...{
      vm: 'vm',
      format,
      dispatcher,
      log,
      files: new TestFiles({ bundle: temporaryDirectory(), logs: '', warn() {} }),
    },
    ...{ emit() {}, onResult() {}, ...more },
  });
  session.attach({
    answer: async ({ kind }) => void done.push(kind),
    end: (outcome, reason) => void done.push(`${outcome}: ${reason}`),
  });
  session.asked();
  return { session, log, done };
}

/** A session whose guest prints a text in answer to each chunk, and tells what came of the tests. */
function play(format: SuiteFormat, tests: readonly string[] | undefined, printed: readonly string[]) {
  const dispatcher = new Dispatcher({
    ...{ suite: { exclude: [] }, jobs: 1, canList: false, secondsOf: () => undefined },
    ...(tests ? { tests } : {}),
  });
  const log = new TestLog();
  const answers: SuiteAnswer[] = [];
  const session = new SuiteSession({
    ...{ vm: 'vm', format, dispatcher, log, files: new TestFiles({ bundle: '/nowhere', logs: '', warn() {} }) },
    ...{ emit() {}, onResult() {} },
  });
  session.attach({ answer: async (answer) => void answers.push(answer), end() {} });
  session.asked();
  for (const text of printed) {
    session.output(Buffer.from(text));
    session.asked(0);
  }
  return { answers, dispatcher, results: log.results.map((found) => [testLabel(found), found.status]) };
}

test('a group of blktests that cannot run are those of its tests that nothing else is said of', () => {
  const text = 'nvme/001  [passed]\n    runtime  0.1s  ...  0.2s\nnvme/*** => nvme0n1   [not run]\n    no fabrics\n';
  const { results, dispatcher, answers } = play('blktests', ['nvme/001', 'nvme/002', 'nvme/003'], [text]);
  expect(results).toEqual([
    ['nvme/001', 'pass'],
    ['nvme/002 (nvme0n1)', 'skip'],
    ['nvme/003 (nvme0n1)', 'skip'],
  ]);
  expect(dispatcher.queue.open).toEqual([]);
  expect(answers.at(-1)).toEqual({ kind: 'end' });
});

test('a suite that bails out, or whose tests are missing, has not passed', () => {
  expect(play('tap', undefined, ['1..2\nok 1\nok 2\n']).dispatcher.trouble).toBeUndefined();
  expect(play('tap', undefined, ['1..2\nok 1\n']).dispatcher.trouble).toBe('2 tests were planned, 1 have ended');
  expect(play('tap', undefined, ['ok 1\nBail out! no disk\n']).dispatcher.trouble).toBe('Bail out! no disk');
});

test('a test that ran under another condition than was asked for is another one', () => {
  const text = 'block/001 => sdb   [passed]\n    runtime  0.1s  ...  0.2s\n';
  const { results, dispatcher } = play('blktests', ['block/001 (sda)', 'block/001 (sdb)'], [text]);
  expect(results).toEqual([['block/001 (sdb)', 'pass']]);
  expect(dispatcher.queue.open.map(testLabel)).toEqual(['block/001 (sda)']);
});

test('a test waits until the files of the one before are there: that is none of its time', () => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
  const { session, log, done } = open('xfstests', ['generic/001', 'generic/002'], { testTimeout: 10 });
  const file = (path: string) => session.file({ path, data: Buffer.alloc(1), size: 1 });
  session.output(Buffer.from('generic/001        1s\ngeneric/002       '));
  vi.advanceTimersByTime(9000);
  file('generic/001.full');
  vi.advanceTimersByTime(8000);
  file('generic/002.full');
  vi.advanceTimersByTime(1000);
  expect(done).toEqual(['tests']);
  vi.advanceTimersByTime(1000);
  expect(done).toEqual(['tests', 'hang: generic/002 was not done after 10 s']);
  session.vmEnded({ outcome: 'hang', reason: '', splats: [] });
  expect(log.results.map(({ attempts }) => attempts[0]?.seconds)).toEqual([0, 10]);
});

test('a VM that is not to be trusted, but whose suite has ended by itself, may go on to the steps', () => {
  vi.useFakeTimers();
  const { session, done } = open('xfstests', ['generic/001']);
  session.output(Buffer.from('generic/001       - output mismatch (see generic/001.out.bad)\n'));
  session.lockdepOff();
  session.asked(1);
  vi.advanceTimersByTime(60_000);
  expect(done).toEqual(['tests', 'end']);
  expect(session.vmEnded({ outcome: 'fail', reason: '', splats: [] })).toMatchObject({ left: true });
});
