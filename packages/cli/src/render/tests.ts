import {
  decisive,
  isFailure,
  type SuiteResults,
  type TestAttempt,
  type TestResult,
  type TestStatus,
  testLabel,
} from '@rapido/core';
import { alignColumns } from '../text/columns.js';
import { formatDuration } from '../text/duration.js';
import { printable, shorten } from '../text/printable.js';
import type { Style } from '../text/style.js';
import type { Page } from './page.js';

/** Narrower than this, lines are left to the terminal. */
const LEAST = 60;

/** What tests came to, in a word for a sentence; in the order in which they are told. */
const TOLD: Readonly<Record<TestStatus, string>> = {
  fail: 'failed',
  crash: 'crashed',
  hang: 'hung',
  timeout: 'out of time',
  flaky: 'flaky',
  pass: 'passed',
  skip: 'skipped',
};

/** Paints what belongs to a test of such an end. */
export function painted(style: Style, status: TestStatus, text: string): string {
  if (isFailure(status)) return style.red(text);
  return status === 'flaky' ? style.yellow(text) : status === 'skip' ? style.dim(text) : text;
}

/** What came of a suite, as a run prints it at its end: the tests that did not do as they should, then how many did. */
export function formatOutcome(results: SuiteResults, page: Page): string[] {
  const telling = results.tests.filter(({ status }) => isFailure(status) || status === 'flaky');
  return [...formatTests(telling, page), ...formatCounts(results, page.style)];
}

/** Tests in a table: what came of each, how long it took, and why. */
export function formatTests(tests: readonly TestResult[], { style, columns }: Page): string[] {
  const rows = tests.map((test) => [
    test.status,
    formatDuration(decisive(test.attempts).seconds),
    printable(testLabel(test)),
    printable(reasonOf(test)),
  ]);
  return alignColumns(rows).map((line, i) =>
    painted(style, tests[i]?.status ?? 'pass', shorten(line, Math.max(columns, LEAST))),
  );
}

/** How many tests came to what, and how many did not get that far. */
export function formatCounts({ counts, tests, notRun }: SuiteResults, style: Style): string[] {
  const told = (Object.keys(TOLD) as TestStatus[])
    .filter((status) => counts[status] > 0)
    .map((status) => painted(style, status, `${counts[status]} ${TOLD[status]}`));
  const total = `${tests.length} ${tests.length === 1 ? 'test' : 'tests'}`;
  return [
    told.length === 0 ? `${total} ran` : `${total}: ${told.join(', ')}`,
    ...(notRun.length === 0
      ? []
      : [style.red(`${notRun.length} ${notRun.length === 1 ? 'was' : 'were'} not run: the run ended before`)]),
  ];
}

/** Why a test came to what it did; of a flaky one, why it did not at first. Empty where nobody has said. */
export function reasonOf({ status, attempts }: TestResult): string {
  if (status !== 'flaky') return attemptReason(decisive(attempts));
  const failed = attempts.filter((attempt) => isFailure(attempt.status));
  const why = failed[0] === undefined ? '' : attemptReason(failed[0]);
  return `${failed.length} of ${attempts.length} attempts: ${failed[0]?.status ?? 'fail'}${why === '' ? '' : `, ${why}`}`;
}

function attemptReason({ reason, splats = [] }: TestAttempt): string {
  const [splat] = splats;
  if (splat === undefined || reason?.includes(splat)) return reason ?? '';
  // A title grows as more of the report comes.
  return reason === undefined || splat.includes(reason) ? splat : `${reason}; ${splat}`;
}
