import { testLabel } from '../test-id.js';
import type { SuiteResults, TestResult, TestStatus } from '../types.js';
import { decisive, isFailure } from './status.js';

/** A test in two runs. */
export interface ComparedTest {
  readonly label: string;
  /** Absent where that run did not have it. */
  readonly before?: TestStatus;
  readonly after?: TestStatus;
  /** Of the later run, or of the only one. */
  readonly reason?: string;
}

export interface SlowerTest {
  readonly label: string;
  /** Seconds that it took. */
  readonly before: number;
  readonly after: number;
  /** How many times as long it takes now. */
  readonly ratio: number;
}

/** What is different between two runs of a suite, in the order of the later one. A test is in one of the first four at most. */
export interface ResultsComparison {
  /** Fail, crash, hang or time out after, and did not before: they passed, were flaky or skipped, or were not there. */
  readonly newFailures: readonly ComparedTest[];
  /** Failed before and pass after. */
  readonly fixed: readonly ComparedTest[];
  readonly stillFailing: readonly ComparedTest[];
  /** Are flaky after, whatever they were. */
  readonly flaky: readonly ComparedTest[];
  /** Passed in both, but took much longer after; the worst first. */
  readonly slower: readonly SlowerTest[];
  /** Were run before, and chosen after, but that run ended before them: nothing is known. */
  readonly notRun: readonly ComparedTest[];
  /** Only one of the runs had them. */
  readonly onlyBefore: readonly ComparedTest[];
  readonly onlyAfter: readonly ComparedTest[];
}

export interface CompareOptions {
  /** How many times as long a test must take to be slower; 1.5 unless told. */
  readonly ratio?: number;
  /** And how many seconds more, as short tests vary; 2 unless told. */
  readonly seconds?: number;
}

/** Compares two runs, which may be of different kernels; tests are the same by their labels. */
export function compareResults(
  before: SuiteResults,
  after: SuiteResults,
  { ratio = 1.5, seconds = 2 }: CompareOptions = {},
): ResultsComparison {
  const earlier = new Map(before.tests.map((test) => [testLabel(test), test]));
  const later = new Set(after.tests.map(testLabel));
  const open = new Set(after.notRun.map(testLabel));
  const gone = before.tests.filter((test) => !later.has(testLabel(test)));
  const isOpen = (test: TestResult) => open.has(testLabel(test)) || open.has(test.name);
  const pairs = after.tests.map((test) => ({ before: earlier.get(testLabel(test)), after: test }));
  const compared = (chosen: (was: TestStatus | undefined, is: TestStatus) => boolean) =>
    pairs.filter((pair) => chosen(pair.before?.status, pair.after.status)).map((pair) => comparedTest(pair));
  const failed = (status: TestStatus | undefined) => status !== undefined && isFailure(status);
  return {
    newFailures: compared((was, is) => isFailure(is) && !failed(was)),
    fixed: compared((was, is) => failed(was) && is === 'pass'),
    stillFailing: compared((was, is) => failed(was) && isFailure(is)),
    flaky: compared((_, is) => is === 'flaky'),
    slower: slowerOf(pairs, ratio, seconds),
    notRun: gone.filter(isOpen).map((test) => comparedTest({ before: test })),
    onlyBefore: gone.filter((test) => !isOpen(test)).map((test) => comparedTest({ before: test })),
    onlyAfter: compared((was) => was === undefined),
  };
}

interface Pair {
  readonly before?: TestResult | undefined;
  readonly after?: TestResult;
}

function comparedTest({ before, after }: Pair): ComparedTest {
  const test = after ?? before;
  if (test === undefined) throw new Error('A test of neither run.');
  const { reason } = decisive(test.attempts);
  return {
    label: testLabel(test),
    ...(before === undefined ? {} : { before: before.status }),
    ...(after === undefined ? {} : { after: after.status }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function slowerOf(pairs: readonly Pair[], least: number, seconds: number): SlowerTest[] {
  return pairs
    .flatMap(({ before, after }) => {
      const was = before && passTime(before);
      const is = after && passTime(after);
      if (after === undefined || was === undefined || is === undefined) return [];
      if (is - was < seconds || is < was * least) return [];
      return [{ label: testLabel(after), before: was, after: is, ratio: is / Math.max(was, 0.001) }];
    })
    .sort((a, b) => b.ratio - a.ratio);
}

/** Seconds of the attempt that passed. */
function passTime({ attempts }: TestResult): number | undefined {
  const { status, seconds } = decisive(attempts);
  return status === 'pass' ? seconds : undefined;
}
