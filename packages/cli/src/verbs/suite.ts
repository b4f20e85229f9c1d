import type { SuitePlan } from '@rapido/core';
import { RapidoError } from '@rapido/core/errors';
import type { CutData } from '@rapido/kit';
import type { BootFlags } from '../flags/boot-flags.js';
import { givenSuiteFlags, type SuiteFlags } from '../flags/suite-flags.js';
import { parseDuration } from '../text/duration.js';
import { readTestLists } from './test-list.js';

/** What of a command line decides whether a cut's suite runs, and how. */
export interface SuiteRequest {
  /** What stands after `--`. */
  readonly words: readonly string[];
  readonly flags: SuiteFlags & Pick<BootFlags, 'shell' | 'gdb' | 'disk'>;
  /** There are steps of `-x` or `-f`. */
  readonly hasSteps: boolean;
  readonly cwd: string;
  /** Labels of the tests to run, where no flag says it. */
  readonly tests?: readonly string[];
}

/** A suite, as far as the command line needs to know it: a cut, or the record of an image. */
export interface SuiteOwner extends Pick<CutData, 'name'> {
  readonly suite?: unknown;
}

const DEFAULTS = { maxCrashes: 10, retryFailed: 0, jobs: 1 } as const;
const TEST_TIMEOUT = 3600;

/**
 * What is to be run of a cut's suite; undefined where it does not run: the cut has none, there are steps instead, or there is a
 * shell. A usage error for words and flags that would be without effect, or that go together in no way.
 */
export async function planSuite(cut: SuiteOwner, request: SuiteRequest): Promise<SuitePlan | undefined> {
  const { words, flags, hasSteps, cwd } = request;
  checkOwner(cut, request);
  const chosen = words.length > 0 || flags.tests !== undefined || request.tests !== undefined;
  if (cut.suite === undefined) return undefined;
  if (flags.shell) return withoutSuite(request, '--shell gives you a shell instead of running the suite', IN_SHELL);
  if (hasSteps && !chosen) return withoutSuite(request, 'with -x or -f alone the suite does not run', CHOOSE);
  checkJobs(flags);
  checkInput(flags);
  const testTimeout = timeLimit(flags);
  const tests = flags.tests === undefined ? request.tests : await readTestLists('--tests', [flags.tests], { cwd });
  const exclude = await readTestLists('--exclude', flags.exclude ?? [], { cwd });
  return {
    args: words,
    ...(tests === undefined ? {} : { tests }),
    exclude,
    ...(testTimeout === undefined ? {} : { testTimeout }),
    maxCrashes: flags['max-crashes'] ?? DEFAULTS.maxCrashes,
    retryFailed: flags['retry-failed'] ?? DEFAULTS.retryFailed,
    jobs: flags.jobs ?? DEFAULTS.jobs,
    strict: flags.strict ?? false,
  };
}

const IN_SHELL = 'Leave it out; or leave out --shell. In the shell, type: suite ARGUMENTS';
const CHOOSE = 'To run both, say which tests: after --, or with --tests. The steps run after them.';

/** What is for a suite, on a cut that has none. */
function checkOwner({ name, suite }: SuiteOwner, { words, flags }: SuiteRequest): void {
  if (suite !== undefined) return;
  if (words.length > 0) {
    throw new RapidoError('USAGE', `The cut ${name} has no test suite that "-- ${words.join(' ')}" could be for.`, {
      hint: `To run a command in the VM: -x '${words.join(' ')}'`,
    });
  }
  const [flag] = givenSuiteFlags(flags);
  if (flag === undefined) return;
  throw new RapidoError('USAGE', `${flag} is for test suites, and the cut ${name} has none.`, {
    hint: 'Leave it out; -x and -f run commands and scripts in the VM.',
  });
}

/** No suite runs: what is for it alone would be without effect. */
function withoutSuite({ words, flags }: SuiteRequest, why: string, hint: string): undefined {
  const [given] = words.length > 0 ? [`-- ${words.join(' ')}`] : givenSuiteFlags(flags);
  if (given === undefined) return undefined;
  throw new RapidoError('USAGE', `${given} is without effect: ${why}.`, { hint });
}

/** Several VMs cannot share a debugger, nor a disk that is written to. */
function checkJobs({ jobs = 1, gdb, disk = [] }: SuiteRequest['flags']): void {
  if (jobs === 1) return;
  if (gdb !== undefined) {
    throw new RapidoError('USAGE', `--jobs ${jobs} and --gdb cannot be had together: gdb is attached to one VM.`, {
      hint: 'Leave --jobs out.',
    });
  }
  const shared = disk.find((text) => /(^|,)path=/.test(text) && !/(^|,)ro(,|$)/.test(text));
  if (shared === undefined) return;
  throw new RapidoError('USAGE', `--jobs ${jobs}: several VMs would write to the same disk, --disk ${shared}.`, {
    hint: 'Give each VM a disk of its own, thrown away afterwards: --disk size=8G,serial=X. Or leave --jobs out.',
  });
}

function checkInput({ tests, exclude = [] }: SuiteFlags): void {
  if ([tests, ...exclude].filter((file) => file === '-').length < 2) return;
  throw new RapidoError('USAGE', 'Standard input can be read once only: "-" was given more than once.', {
    hint: 'Give one of the lists as a file.',
  });
}

/** Nobody is in a hurry in a debugger. */
function timeLimit({ 'test-timeout': text, gdb }: SuiteRequest['flags']): number | undefined {
  if (text !== undefined) return parseDuration(text, '--test-timeout');
  return gdb === undefined ? TEST_TIMEOUT : undefined;
}
