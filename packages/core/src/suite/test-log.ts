import { statusOf } from './results/index.js';
import { testLabel } from './test-id.js';
import type { TestAttempt, TestId, TestResult } from './types.js';

/** A run of a test in a VM, as far as it is known. */
export interface Attempt {
  readonly id: TestId;
  /** From 1: how often the test has been begun in this run. */
  readonly number: number;
  readonly vm: string;
  /** ISO 8601 */
  readonly began: string;
  /** Of `performance`: when it began to run. */
  since: number;
  readonly files: string[];
  /** Absent: nothing is known of its end. */
  end?: Pick<TestAttempt, 'status' | 'seconds' | 'reason' | 'output'>;
  /** What the kernel said in its span, when that is known. */
  kernel?: Pick<TestAttempt, 'kernel' | 'splats'>;
}

/** All tests of a run, and what came of each attempt at them. */
export class TestLog {
  readonly #tests = new Map<string, Attempt[]>();

  /** A test has begun in a VM, at `since` of `performance`. */
  begin(id: TestId, vm: string, since: number): Attempt {
    const label = testLabel(id);
    const attempts = this.#tests.get(label) ?? [];
    this.#tests.set(label, attempts);
    const number = attempts.length + 1;
    const attempt: Attempt = {
      ...{ id, number, vm, files: [] },
      ...{ began: new Date(performance.timeOrigin + since).toISOString(), since },
    };
    attempts.push(attempt);
    return attempt;
  }

  /** Of such an attempt nothing can be concluded: it was not made. */
  drop(attempt: Attempt): void {
    const label = testLabel(attempt.id);
    const attempts = this.#tests.get(label)?.filter((other) => other !== attempt) ?? [];
    if (attempts.length > 0) this.#tests.set(label, attempts);
    else this.#tests.delete(label);
  }

  /** Tests that have come to something, in the order in which they first began. */
  get results(): readonly TestResult[] {
    return [...this.#tests.values()].flatMap((all) => {
      const attempts = all.flatMap((attempt) => resultOf(attempt) ?? []);
      const [first] = all;
      return first === undefined || attempts.length === 0
        ? []
        : [{ ...first.id, status: statusOf(attempts), attempts }];
    });
  }
}

function resultOf({ vm, began, files, end, kernel }: Attempt): TestAttempt | undefined {
  return end && { ...end, vm, began, ...kernel, files: [...files] };
}
