import type { Suite } from '@rapido/kit';

/** What a test came to. `flaky`: it failed, and then passed in a fresh VM of the same run. */
export type TestStatus = 'pass' | 'fail' | 'skip' | 'crash' | 'hang' | 'timeout' | 'flaky';

/** A test as its suite knows it: by name and, where it runs under several, the section, device or transport. */
export interface TestId {
  /** As `generic/001`. */
  readonly name: string;
  /** As the section `xfs_4k`, the device `nvme0n1`, or `tr=loop`. */
  readonly condition?: string;
}

/** What a suite said of one run of a test. */
export interface FinishedTest extends TestId {
  readonly status: 'pass' | 'fail' | 'skip';
  /** Where the suite says it more precisely than our own clock can: with a fraction. */
  readonly seconds?: number;
  /** Why it was skipped or failed, in a line. */
  readonly reason?: string;
  /** What the suite printed about it, as the difference to what was expected; without a newline at the end. */
  readonly output?: string;
}

/** Makes tests of what a suite prints, as it prints it. Holds no more than what belongs to the running test. */
export interface SuiteParser {
  /** The next piece of the suite's output, ending anywhere. */
  push(text: string): void;
  /** Nothing more comes of this run of the suite: what is known of the last test is all. */
  end(): void;
}

export interface SuiteListener {
  /** A test has begun. One that is skipped, or told of afterwards only, may just end. */
  begun(test: TestId): void;
  ended(test: FinishedTest): void;
  /** A line that belongs to no test, as the suite's complaint about its arguments. */
  said?(line: string): void;
  /** What the suite says itself is wrong with this run of it as a whole, as tests that are missing. */
  wrong?(reason: string): void;
}

export type SuiteFormat = Suite['format'];

/** What one run of a test in a VM came to. */
export interface TestAttempt {
  /** What it came to. `flaky` is what several attempts come to, never one. */
  readonly status: Exclude<TestStatus, 'flaky'>;
  /** The VM's name in this run. */
  readonly vm: string;
  /** How long it took. */
  readonly seconds: number;
  /** ISO 8601 */
  readonly began: string;
  /** Why it failed or was skipped, in a line. */
  readonly reason?: string;
  /** What the suite printed about it. */
  readonly output?: string;
  /** Lines of `kernel.log` of its span, of a test that neither passed nor was skipped, or that the kernel reported something in. */
  readonly kernel?: readonly string[];
  /** Titles of the kernel's reports in its span that count. */
  readonly splats?: readonly string[];
  /** What the suite left about it: paths below the bundle. */
  readonly files: readonly string[];
}

/** What came of a test in a run. */
export interface TestResult extends TestId {
  /** What all attempts come to. */
  readonly status: TestStatus;
  /** In the order in which they began; there always is one. */
  readonly attempts: readonly TestAttempt[];
}

/** `results.json` in the bundle of a suite's run. */
export interface SuiteResults {
  /** Changes when a field changes its meaning; fields may be added without. */
  readonly schema: 1;
  /** Name of the cut. */
  readonly cut: string;
  /** What the suite prints. */
  readonly format: SuiteFormat;
  /** The kernel under test. */
  readonly kernel: {
    /** As `uname -r` prints it. */
    readonly release: string;
    /** Its GNU build id, in hexadecimal; where it has none that is known, `sha256:` and the digest of its image. */
    readonly buildId: string;
  };
  /** ISO 8601 */
  readonly started: string;
  /** ISO 8601 */
  readonly ended: string;
  /** What stood behind `--`, so that it can be run again. */
  readonly args: readonly string[];
  /** In the order in which they first began. */
  readonly tests: readonly TestResult[];
  /** Chosen, but never run: the run ended before. */
  readonly notRun: readonly TestId[];
  /** How many tests came to each status. */
  readonly counts: Readonly<Record<TestStatus, number>>;
}

/** What is to be run of a suite, and how: plain data, from the command line. */
export interface SuitePlan {
  /** What stands after `--`: for the suite itself. */
  readonly args: readonly string[];
  /** Labels of the tests to run, instead of those that `args` choose: `--tests FILE`, `rapido rerun --failed`. */
  readonly tests?: readonly string[];
  /** Labels, or names, of tests to leave out: `--exclude FILE`. */
  readonly exclude: readonly string[];
  /** Seconds that one test may take. */
  readonly testTimeout?: number;
  /** How often a VM that crashed, hung or is not to be trusted any more is replaced by a fresh one. */
  readonly maxCrashes: number;
  /** How often tests that failed are run again, in a fresh VM. */
  readonly retryFailed: number;
  /** Over how many VMs the tests are spread. */
  readonly jobs: number;
  /** A test that is flaky counts as failed. */
  readonly strict: boolean;
}
