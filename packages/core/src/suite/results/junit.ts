import type { SuiteResults, TestAttempt, TestId, TestResult } from '../types.js';
import { decisive, isFailure } from './status.js';
import { element, text, type Xml } from './xml.js';

/**
 * Results as the XML that Jenkins and GitLab read, in the form of Maven Surefire: a `testsuite` for each condition, in it a
 * `testcase` for each test with the attempt that decided; others that failed as `flakyFailure` where it passed in the end, else as
 * `rerunFailure`. A crash, a hang and a time-out are an `error`. A test that was chosen but never run is skipped.
 */
export function junitXml(results: SuiteResults): string {
  const suites = suitesOf(results);
  const all = suites.flatMap(({ cases }) => cases);
  const root = element(
    'testsuites',
    { name: results.cut, ...totals(all) },
    { xml: '\n' },
    ...suites.map(({ name, cases }) => suite(name, cases, results)),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root.xml}`;
}

/** A test that was run, or not. */
type Case = TestResult | (TestId & { readonly attempts?: never });

interface Suite {
  readonly name: string;
  readonly cases: Case[];
}

function suitesOf({ cut, tests, notRun }: SuiteResults): Suite[] {
  const suites = new Map<string, Suite>();
  for (const test of [...tests, ...notRun]) {
    const name = test.condition === undefined ? cut : `${cut}.${test.condition}`;
    const found = suites.get(name) ?? { name, cases: [] };
    found.cases.push(test);
    suites.set(name, found);
  }
  return [...suites.values()];
}

function suite(name: string, cases: readonly Case[], { started, kernel }: SuiteResults): Xml {
  const properties = Object.entries({ kernel: kernel.release, 'build id': kernel.buildId });
  return element(
    'testsuite',
    { name, ...totals(cases), timestamp: started.slice(0, 19) },
    { xml: '\n' },
    element('properties', {}, ...properties.map(([key, value]) => element('property', { name: key, value }))),
    ...cases.map((test) => testCase(name, test)),
  );
}

function totals(cases: readonly Case[]): Record<string, string | number> {
  const seconds = cases.reduce((sum, test) => sum + (decisiveOf(test)?.seconds ?? 0), 0);
  const count = (...kinds: readonly string[]) => cases.filter((test) => kinds.includes(kindOf(test))).length;
  return {
    ...{ tests: cases.length, failures: count('failure'), errors: count('error'), skipped: count('skipped') },
    time: seconds.toFixed(3),
  };
}

function decisiveOf({ attempts }: Case): TestAttempt | undefined {
  return attempts && decisive(attempts);
}

function kindOf(test: Case): 'passed' | 'failure' | 'error' | 'skipped' {
  const status = decisiveOf(test)?.status ?? 'skip';
  if (status === 'pass') return 'passed';
  if (status === 'skip') return 'skipped';
  return status === 'fail' ? 'failure' : 'error';
}

function testCase(suiteName: string, test: Case): Xml {
  const attempt = decisiveOf(test);
  const time = (attempt?.seconds ?? 0).toFixed(3);
  const parts =
    attempt === undefined ? [element('skipped', { message: NOT_RUN })] : outcome(test.attempts ?? [], attempt);
  return element('testcase', { classname: suiteName, name: test.name, time }, ...parts);
}

const NOT_RUN = 'not run: the run ended before';

function outcome(attempts: readonly TestAttempt[], decided: TestAttempt): Xml[] {
  const others = attempts.filter((attempt) => attempt !== decided && isFailure(attempt.status));
  if (decided.status === 'pass') return others.map((attempt) => repeated('flaky', attempt));
  if (decided.status === 'skip') return [element('skipped', { message: decided.reason ?? 'skipped' })];
  const kind = decided.status === 'fail' ? 'failure' : 'error';
  const what = { message: decided.reason ?? decided.status, type: decided.status };
  return [element(kind, what, text(details(decided))), ...others.map((attempt) => repeated('rerun', attempt))];
}

function repeated(prefix: 'flaky' | 'rerun', attempt: TestAttempt): Xml {
  const name = `${prefix}${attempt.status === 'fail' ? 'Failure' : 'Error'}`;
  const stack = element('stackTrace', {}, text(details(attempt)));
  return element(name, { message: attempt.reason ?? attempt.status, type: attempt.status }, stack);
}

/** What the suite printed, what the kernel reported, and where more lies. */
function details({ output, kernel = [], files, vm }: TestAttempt): string {
  return [
    ...(output === undefined ? [] : [output]),
    ...(kernel.length === 0 ? [] : [`Kernel log of ${vm}:\n${kernel.join('\n')}`]),
    ...(files.length === 0 ? [] : [`Files:\n${files.join('\n')}`]),
  ].join('\n\n');
}
