import { countsOf, statusOf } from '../../../src/suite/results/index.js';
import { parseTestLabel } from '../../../src/suite/test-id.js';
import type { SuiteResults, TestAttempt, TestResult } from '../../../src/suite/types.js';

export function attemptOf(status: TestAttempt['status'], more: Partial<TestAttempt> = {}): TestAttempt {
  return { ...{ status, vm: 'fstests-xfs', seconds: 1, began: '2026-01-02T03:04:05.678Z', files: [] }, ...more };
}

/** A test of these attempts, by its label; each in a VM of its own. */
export function testOf(label: string, ...made: readonly TestAttempt[]): TestResult {
  const attempts = made.map((attempt, i) => (i === 0 ? attempt : { ...attempt, vm: `${attempt.vm}.${i + 1}` }));
  return { ...parseTestLabel(label), status: statusOf(attempts), attempts };
}

export function resultsOf(tests: readonly TestResult[], more: Partial<SuiteResults> = {}): SuiteResults {
  return {
    ...{ schema: 1, cut: 'fstests-xfs', format: 'xfstests' },
    kernel: { release: '6.1.0-test', buildId: 'sha256:0123' },
    ...{ started: '2026-01-02T03:04:05.678Z', ended: '2026-01-02T03:14:05.678Z' },
    ...{ args: ['-g', 'quick'], tests, notRun: [], counts: countsOf(tests) },
    ...more,
  };
}
