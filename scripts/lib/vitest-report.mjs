/**
 * Counts the tests of vitest's JSON report. A file that failed without a failed test (it could not be loaded, a hook
 * threw), and a vitest that failed for any other reason or left no report, count as one failure.
 */
export function countTests(status, report) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const file of report?.testResults ?? []) {
    const results = file.assertionResults.map((test) => test.status);
    counts.passed += results.filter((result) => result === 'passed').length;
    const failed = results.filter((result) => result === 'failed').length;
    counts.failed += failed === 0 && file.status === 'failed' ? 1 : failed;
    counts.skipped += results.filter((result) => result !== 'passed' && result !== 'failed').length;
  }
  if (counts.failed === 0 && (status !== 0 || report === undefined)) counts.failed = 1;
  return counts;
}
