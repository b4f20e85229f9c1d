import { expect, test } from 'vitest';
import { Dispatcher } from '../../src/suite/dispatcher.js';
import { SuiteSession } from '../../src/suite/session.js';
import { TestFiles } from '../../src/suite/test-files.js';
import { testLabel } from '../../src/suite/test-id.js';
import { TestLog } from '../../src/suite/test-log.js';
import type { SuiteFormat } from '../../src/suite/types.js';
import type { SuiteAnswer } from '../../src/suite/vm-session.js';

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
