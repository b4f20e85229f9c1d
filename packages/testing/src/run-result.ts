import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readResults, type SuiteResults, type TestStatus, testLabel, type Verdict } from '@rapido/core';
import { refusal } from './refusal.js';
import type { StartedRun } from './start-run.js';

/** What came of a run of a cut. */
export interface RunResult {
  /** That of `rapido run`: 0 where all is well. */
  readonly exitCode: number;
  readonly verdict: Verdict;
  /** What the commands printed. */
  readonly stdout: string;
  /** What rapido said of it. */
  readonly stderr: string;
  /** The console of the VM that decided. */
  readonly console: string;
  /** Its kernel's log, with facilities and levels: `kern  :warn  : [    1.234567] text`. */
  readonly kernelLog: string;
  /** What each test of the cut's suite came to: `{ 'generic/001': 'pass' }`. Empty where none ran. */
  readonly tests: Readonly<Record<string, TestStatus>>;
  /** Everything about these tests. */
  readonly results?: SuiteResults;
  /** Directory with all logs. It goes with the process, unless RAPIDO_TESTING_DIR says where to keep it. */
  readonly bundle: string;
}

/** Waits for the end of a run. Rejects with what rapido said where it has refused to boot, or was interrupted before. */
export async function resultOf({ rapido, runs, signal }: StartedRun): Promise<RunResult> {
  const exitCode = await rapido.ended;
  const [stdout, stderr] = [rapido.stdout.text, rapido.stderr.text];
  const name = (await readdir(runs).catch(() => [])).sort().at(-1) ?? '';
  const bundle = join(runs, name);
  const verdict = JSON.parse(await textOf(join(bundle, 'result.json'), 'null')) as Verdict | null;
  if (verdict === null) {
    signal?.throwIfAborted();
    throw refusal(stderr, exitCode);
  }
  const logs = join(bundle, verdict.vms[verdict.vm]?.logs ?? '');
  const results = await readResults(bundle);
  return {
    ...{ exitCode, verdict, stdout, stderr, bundle },
    console: withoutTimes(await textOf(join(logs, 'console.log'))),
    kernelLog: await textOf(join(logs, 'kernel.log')),
    tests: Object.fromEntries((results?.tests ?? []).map((test) => [testLabel(test), test.status])),
    ...(results === undefined ? {} : { results }),
  };
}

/** `console.log` has the seconds since the VM's start before each line. */
function withoutTimes(text: string): string {
  return text.replace(/^ *[\d.]+\| /gm, '');
}

async function textOf(path: string, otherwise = ''): Promise<string> {
  return readFile(path, 'utf8').catch(() => otherwise);
}
