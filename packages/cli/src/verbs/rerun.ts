import type { Interfaces } from '@oclif/core';
import {
  findRun,
  isFailure,
  RapidoError,
  readResults,
  type StoredRun,
  type SuiteResults,
  testLabel,
} from '@rapido/core';
import { findCut } from '../plugins/cuts.js';
import { surroundings } from '../process/surroundings.js';

/** A run of a suite, and what came of its tests. */
export interface TestedRun {
  readonly run: StoredRun;
  readonly results: SuiteResults;
}

/** The last run, or the one of a name, as core's `findRun`; a usage error where it has no results of tests. */
export async function suiteRun(name: string | undefined): Promise<TestedRun> {
  const run = await findRun(surroundings(), name);
  const results = await readResults(run.path);
  if (results !== undefined) return { run, results };
  const last = name === undefined ? 'the last run, ' : '';
  const why = run.running ? 'It still runs.' : 'No suite ran in it, or it ended before its first test.';
  throw new RapidoError('USAGE', `There are no results of tests in ${last}${run.name}. ${why}`, {
    hint: 'Name a run of a suite; rapido results --list shows all runs.',
  });
}

/** The cut of a run: `file`, where that is given. A usage error where no plugin has it. */
export function cutToRerun(cli: Interfaces.Config, { run, results }: TestedRun, file: string | undefined): string {
  if (file !== undefined) return file;
  if (findCut(cli, results.cut) !== undefined) return results.cut;
  throw new RapidoError('UNKNOWN_CUT', `No plugin has the cut ${results.cut} of ${run.name}.`, {
    hint: 'If it is a file: --cut FILE. rapido list shows all cuts of plugins.',
  });
}

/**
 * Labels of the tests of a run, in its order: all that were chosen, or with `failed` those that have not passed and were not
 * skipped. A usage error where there are none.
 */
export function testsToRerun({ run: { name }, results }: TestedRun, failed: boolean): string[] {
  const { tests, notRun } = results;
  const wanted = failed ? tests.filter(({ status }) => isFailure(status)) : tests;
  const labels = [...wanted, ...notRun].map(testLabel);
  if (labels.length > 0) return [...new Set(labels)];
  throw new RapidoError('USAGE', failed ? `No test failed in ${name}.` : `No test was chosen in ${name}.`, {
    hint: failed ? 'To run all of it again, leave --failed out.' : 'Start it anew: rapido run CUT',
  });
}
