import { expect, test } from 'vitest';
import { countTests } from '../../scripts/lib/vitest-report.mjs';

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((status) => ({ status })),
});

test('passed, failed, and all that was not run', () => {
  const testResults = [
    file('passed', 'passed', 'passed', 'pending'),
    file('failed', 'failed', 'passed', 'todo', 'skipped'),
  ];
  expect(countTests(1, { testResults })).toEqual({ passed: 3, failed: 1, skipped: 3 });
});

test('a file that fails without a failed test counts as one', () => {
  const testResults = [file('failed'), file('failed', 'passed')];
  expect(countTests(1, { testResults })).toEqual({ passed: 1, failed: 2, skipped: 0 });
});

test('a run that fails though its tests pass, and one without a report, count as one failure', () => {
  expect(countTests(1, { testResults: [file('passed', 'passed')] })).toEqual({ passed: 1, failed: 1, skipped: 0 });
  expect(countTests(0, undefined)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(countTests(139, undefined)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});
