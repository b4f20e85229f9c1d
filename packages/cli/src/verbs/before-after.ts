import type { Interfaces } from '@oclif/core';
import {
  compareResults,
  type Outcome,
  RapidoError,
  type ResultsComparison,
  readResults,
  type Verdict,
  type VmResult,
  worst,
} from '@rapido/core';
import { formatComparison } from '../render/comparison.js';
import { pageOf } from '../render/page.js';
import type { RunRequest } from './prepare-run.js';
import { runCut } from './run-cut.js';

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

/** Whether a command line asks for a comparison: a VM has two kernels. */
export function isComparison({ vms }: Pick<RunRequest, 'vms'>): boolean {
  return vms.some(({ kernels }) => kernels.length > 1);
}

/**
 * Runs a suite on two kernels, one after the other, and compares; VMs with one kernel have it both times. `print` is for results.
 */
export async function runOnBoth(
  cli: Interfaces.Config,
  request: RunRequest,
  print: (line: string) => void,
): Promise<BeforeAfter> {
  checkBoth(request);
  const before = await runSuiteOn(cli, withKernels(request, 0), print);
  if (STOPPING.includes(before.outcome)) return { exitCode: before.exitCode, before };
  const after = await runSuiteOn(cli, withKernels(request, 1), print);
  const comparison = await comparisonOf(before, after);
  if (comparison && !request.json) for (const line of formatComparison(comparison, pageOf(process.stdout))) print(line);
  return { exitCode: exitCodeOf([before, after], comparison), before, after, ...(comparison && { comparison }) };
}

/** Ends after which another run would come to the same. */
const STOPPING: readonly Outcome[] = ['interrupted', 'usage', 'host'];

function withKernels(request: RunRequest, index: number): RunRequest {
  const vms = request.vms.map((vm) => ({ ...vm, flags: { ...vm.flags, kernel: vm.kernels[index] ?? vm.kernels[0] } }));
  return { ...request, vms };
}

function checkBoth({ vms, flags }: RunRequest): void {
  const most = Math.max(...vms.map(({ kernels }) => kernels.length));
  if (most > 2) {
    throw new RapidoError('USAGE', `Two kernels can be compared, not ${most}.`, {
      hint: 'Run the suite on each, then: rapido compare RUN RUN',
    });
  }
  if (vms.every(({ suite }) => suite === undefined)) {
    const names = vms.map(({ chosen }) => chosen.cut.name).join(', ');
    throw new RapidoError('USAGE', `Two kernels are for a suite's tests, and none of ${names} would run.`, {
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

type TestedVerdict = Pick<Verdict, 'outcome' | 'exitCode' | 'tests'> & {
  readonly vms?: Readonly<Record<string, Pick<VmResult, 'service' | 'outcome'>>>;
};

/** A run ended as it did because of its tests, of which the comparison tells; not of a step, of a server, or by a flaw of the suite. */
function isOfTests(
  { outcome, tests, vms = {} }: TestedVerdict,
  comparison: Pick<ResultsComparison, 'notRun'> | undefined,
): boolean {
  if (outcome !== 'fail' || tests === undefined) return outcome === 'pass';
  if (Object.values(vms).some((vm) => vm.service && vm.outcome !== 'pass')) return false;
  const { fail, crash, hang, timeout, flaky } = tests;
  return fail + crash + hang + timeout + flaky > 0 || (comparison?.notRun.length ?? 0) > 0;
}
