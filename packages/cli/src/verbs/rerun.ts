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
import { parseVmWord, type VmWord, wordOf } from '../vms/names.js';
import { checkVmName } from '../vms/targets.js';

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

/**
 * The VMs of a run, as `rapido run` takes them. `files` are the cuts that no plugin has: `NAME=FILE` that of a VM, `FILE` alone that
 * of the suite. A usage error where the cut of a VM is not known.
 */
export function wordsToRerun(
  cli: Interfaces.Config,
  { run, results }: TestedRun,
  files: readonly string[] = [],
): string[] {
  const vms = vmsOf(run, results);
  const names = vms.map(({ name }) => name);
  const given = new Map<string, string>();
  for (const file of files) {
    const { name = vms.find(({ cut }) => cut === results.cut)?.name ?? '', cut } = parseVmWord(file);
    checkVmName(name, `--cut ${file}`, names);
    given.set(name, cut);
  }
  return vms.map(({ name, cut }) => {
    const file = given.get(name);
    if (file === undefined && findCut(cli, cut) === undefined) throw unknownCut(cut, name, run, vms.length > 1);
    return name === cut ? (file ?? cut) : wordOf({ name, cut: file ?? cut });
  });
}

/** Without a verdict only the cut of the suite is known. */
function vmsOf({ verdict }: StoredRun, { cut }: SuiteResults): Required<VmWord>[] {
  const known = Object.entries(verdict?.vms ?? {}).filter(([name], index) => index === 0 || !/\.\d+$/.test(name));
  return known.length === 0 ? [{ name: cut, cut }] : known.map(([name, vm]) => ({ name, cut: vm.cut }));
}

function unknownCut(cut: string, vm: string, run: StoredRun, several: boolean): RapidoError {
  return new RapidoError('UNKNOWN_CUT', `No plugin has the cut ${cut} of ${run.name}.`, {
    hint: `If it is a file: --cut ${several ? `${vm}=` : ''}FILE. rapido list shows all cuts of plugins.`,
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
