import type { Host } from '../host.js';
import { bootIn } from './boot-in.js';
import type { RunOptions } from './launch.js';
import { withRun } from './open-run.js';
import type { Verdict, VmPlan } from './types.js';
import { verdictOf, writeVerdict } from './verdict.js';

/**
 * Runs VMs to their end and says what came of them. A RapidoError is thrown only for what is found wrong before a VM
 * runs; everything after that, an interruption too, is part of the verdict.
 */
export async function run(plans: readonly VmPlan[], options: RunOptions, host: Host): Promise<Verdict> {
  const [plan, ...others] = plans;
  if (!plan || others.length > 0) throw new Error('A run has one VM.');
  return withRun(plan, options, async (run) => {
    const end = await bootIn(run, { plan, disks: run.disks }, options, host);
    const verdict = verdictOf(run, new Map([[plan.name, end]]), { ...end, vm: plan.name }, options);
    await writeVerdict(verdict);
    return verdict;
  });
}
