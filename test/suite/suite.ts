// How these tests run suites, and read what came of them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type SuiteResults, type TestAttempt, type TestResult, testLabel, type Verdict } from '@rapido/core';
import { type Result, type RunOptions, rapido, start } from '../helpers/index.js';
import { expectSchema } from '../helpers/schemas.js';

/** A suite of this project's own with xfstests' interface; what its tests do is said in each. */
export const FSTESTS = fileURLToPath(new URL('../fixtures/fstests', import.meta.url));
/** The same with blktests' interface. */
export const BLKTESTS = fileURLToPath(new URL('../fixtures/blktests', import.meta.url));

/** A run of a suite: what it printed, how it ended, and what its bundle says. */
export interface SuiteRun extends Result {
  readonly bundle: string;
  readonly verdict: Verdict;
  readonly results: SuiteResults;
}

/** Runs a cut's suite to its end. */
export async function runSuite(args: readonly string[], options: RunOptions = {}): Promise<SuiteRun> {
  return suiteRun(await rapido(['run', ...args], options));
}

/** What a command that has run a suite left. */
export function suiteRun(result: Result): SuiteRun {
  const bundle = /logs: (.*)$/m.exec(result.stderr)?.[1];
  if (bundle === undefined) throw new Error(`There was no VM:\n${result.stderr}`);
  const json = (name: string) => JSON.parse(readFileSync(join(bundle, name), 'utf8'));
  const verdict = json('result.json') as Verdict;
  const results = json('results.json') as SuiteResults;
  expectSchema('result', verdict);
  expectSchema('results', results);
  return { ...result, bundle, verdict, results };
}

/** What each test came to, by its label. */
export function statuses({ results }: Pick<SuiteRun, 'results'>): Record<string, string> {
  return Object.fromEntries(results.tests.map((test) => [testLabel(test), test.status]));
}

export function testOf({ results }: Pick<SuiteRun, 'results'>, label: string): TestResult {
  const found = results.tests.find((test) => testLabel(test) === label);
  if (found === undefined) throw new Error(`${label} is none of ${results.tests.map(testLabel).join(', ')}`);
  return found;
}

/** The only attempt of a test. */
export function attemptOf(run: Pick<SuiteRun, 'results'>, label: string): TestAttempt {
  const [attempt, ...more] = testOf(run, label).attempts;
  if (attempt === undefined || more.length > 0) throw new Error(`${label} was run ${more.length + 1} times`);
  return attempt;
}

/** Text of a file of the bundle. */
export function textOf({ bundle }: Pick<SuiteRun, 'bundle'>, path: string): string {
  return readFileSync(join(bundle, path), 'utf8');
}

/** Names of the VMs that have their logs below the bundle. */
export function furtherVms({ bundle }: Pick<SuiteRun, 'bundle'>): string[] {
  return readdirSync(join(bundle, 'vms')).sort();
}

/** What xmllint(1) finds for an XPath expression in a file of XML. */
export async function xpath(file: string, expression: string): Promise<string> {
  const { status, stdout, stderr } = await start(['xmllint', '--noent', '--xpath', expression, file]).result;
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}
