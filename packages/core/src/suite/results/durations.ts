import { join } from 'node:path';
import type { Environment } from '../../host.js';
import { runNames, runsDir } from '../../results/stored-run.js';
import { testLabel } from '../test-id.js';
import { readResults } from './store.js';

/** How many runs of a cut are looked at: results can be large. */
const RUNS = 5;

/** Seconds that each test of a cut took when it last passed or failed, by label, from its newest bundles. */
export async function lastDurations(environment: Environment, cut: string): Promise<ReadonlyMap<string, number>> {
  const durations = new Map<string, number>();
  const names = (await runNames(environment)).filter((name) => isNamedAfter(name, cut)).reverse();
  let read = 0;
  for (const name of names) {
    const results = await readResults(join(runsDir(environment), name));
    if (results?.cut !== cut) continue;
    for (const test of results.tests) {
      const label = testLabel(test);
      const last = test.attempts.findLast(({ status }) => status === 'pass' || status === 'fail');
      if (last !== undefined && !durations.has(label)) durations.set(label, last.seconds);
    }
    if (++read === RUNS) break;
  }
  return durations;
}

/** Of several VMs a bundle has all their cuts in its name: `TIME-nfsd-btrfs+fstests-nfs`. */
function isNamedAfter(bundle: string, cut: string): boolean {
  return bundle.includes(`-${cut}`) || bundle.includes(`+${cut}`);
}
