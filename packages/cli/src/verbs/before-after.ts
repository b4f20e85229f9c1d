import type { Interfaces } from '@oclif/core';
import {
  compareResults,
  type Outcome,
  RapidoError,
  type ResultsComparison,
  readResults,
  type Verdict,
  worst,
} from '@rapido/core';
import { formatComparison } from '../render/comparison.js';
import { pageOf } from '../render/page.js';
import { type RunRequest, runCut } from './run-cut.js';

/** What came of a suite on two kernels. */
export interface BeforeAfter {
  /** That of a run that ended in another way than by its tests, else 1 where the later one is worse, and 0 where it is not. */
  readonly exitCode: number;
  readonly before: Verdict;
  /** Absent: the first run was interrupted, or failed for a reason that has nothing to do with the kernel. */
  readonly after?: Verdict;
  /** Absent where one of the runs has no results. */
  readonly comparison?: ResultsComparison;
}

/** Runs a suite on two kernels, one after the other, and compares. `print` is for results. */
export async function runOnBoth(
  cli: Interfaces.Config,
  request: RunRequest,
  kernels: readonly string[],
  print: (line: string) => void,
): Promise<BeforeAfter> {
  checkBoth(request, kernels);
  const [first, second] = kernels;
  const on = (kernel: string | undefined) =>
    runSuiteOn(cli, { ...request, flags: { ...request.flags, kernel } }, print);
  const before = await on(first);
  if (STOPPING.includes(before.outcome)) return { exitCode: before.exitCode, before };
  const after = await on(second);
  const comparison = await comparisonOf(before, after);
  if (comparison && !request.json) for (const line of formatComparison(comparison, pageOf(process.stdout))) print(line);
  return { exitCode: exitCodeOf([before, after], comparison), before, after, ...(comparison && { comparison }) };
}

/** Ends after which another run would come to the same. */
const STOPPING: readonly Outcome[] = ['interrupted', 'usage', 'host'];

function checkBoth({ suite, flags, chosen }: RunRequest, kernels: readonly string[]): void {
  if (kernels.length > 2) {
    throw new RapidoError('USAGE', `Two kernels can be compared, not ${kernels.length}.`, {
      hint: 'Run the suite on each, then: rapido compare RUN RUN',
    });
  }
  if (suite === undefined) {
    throw new RapidoError('USAGE', `Two kernels are for a suite's tests, and none of ${chosen.cut.name} would run.`, {
      hint: 'Give --kernel once.',
    });
  }
  if (flags['dry-run']) {
    throw new RapidoError('USAGE', '--dry-run shows what would be done for one kernel, not for two.', {
      hint: 'Give --kernel once.',
    });
  }
}

async function runSuiteOn(...run: Parameters<typeof runCut>): Promise<Verdict> {
  const end = await runCut(...run);
  if ('exitCode' in end) return end;
  throw new Error('A run ended without a verdict.');
}

async function comparisonOf(before: Verdict, after: Verdict): Promise<ResultsComparison | undefined> {
  const [was, is] = [await readResults(before.bundle), await readResults(after.bundle)];
  return was && is && compareResults(was, is);
}

/** A comparison that is missing is no proof that nothing is worse. */
export function exitCodeOf(
  verdicts: readonly TestedVerdict[],
  comparison: Pick<ResultsComparison, 'newFailures' | 'notRun'> | undefined,
): number {
  const others = verdicts.filter((verdict) => !isOfTests(verdict, comparison));
  const decisive = worst(others.map(({ outcome }) => outcome));
  const other = others.find(({ outcome }) => outcome === decisive);
  if (other !== undefined) return other.exitCode;
  return comparison === undefined || isWorse(comparison) ? 1 : 0;
}

/** Whether the later of two runs shows something bad, or less, that the earlier one did not. */
export function isWorse({ newFailures, notRun }: Pick<ResultsComparison, 'newFailures' | 'notRun'>): boolean {
  return newFailures.length > 0 || notRun.length > 0;
}

type TestedVerdict = Pick<Verdict, 'outcome' | 'exitCode' | 'tests'>;

/** A run ended as it did because of its tests, of which the comparison tells; not of a step, or by a flaw of the suite. */
function isOfTests(
  { outcome, tests }: TestedVerdict,
  comparison: Pick<ResultsComparison, 'notRun'> | undefined,
): boolean {
  if (outcome !== 'fail' || tests === undefined) return outcome === 'pass';
  const { fail, crash, hang, timeout, flaky } = tests;
  return fail + crash + hang + timeout + flaky > 0 || (comparison?.notRun.length ?? 0) > 0;
}
