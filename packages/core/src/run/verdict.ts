import { reportPage } from '../results/report-page.js';
import { writeBundleFile } from './bundle.js';
import type { Judgement } from './judge.js';
import type { RunOptions } from './launch.js';
import type { OpenRun } from './open-run.js';
import type { Verdict, VmResult } from './types.js';
import type { VmEnd } from './vm.js';

/** The verdict of a run that has ended: of VMs, by name, in the order in which they were started. */
export function verdictOf(
  { setup, bundle, started }: OpenRun,
  vms: ReadonlyMap<string, VmEnd>,
  judgement: Judgement & Pick<Verdict, 'vm' | 'tests'>,
  { kernel }: RunOptions,
): Verdict {
  const { outcome, exitCode, vm, reason, tests } = judgement;
  return {
    ...{ schema: 1, outcome, exitCode, vm, reason },
    ...(tests === undefined ? {} : { tests }),
    vms: Object.fromEntries([...vms].map(([name, end]) => [name, resultOf(end)])),
    kernel: { release: kernel.release, buildId: kernel.buildId, bootedBy: setup.bootedBy },
    accelerator: setup.accelerator,
    ...{ started, ended: new Date().toISOString(), bundle },
  };
}

/** Writes `result.json` and `report.html` into the bundle. */
export async function writeVerdict(verdict: Verdict): Promise<void> {
  const { bundle } = verdict;
  await writeBundleFile(bundle, 'result.json', `${JSON.stringify(verdict, null, 2)}\n`);
  await writeBundleFile(bundle, 'report.html', await reportPage(bundle, verdict));
}

function resultOf({ exitCode: _, console: __, greeted: ___, qemu: ____, ...result }: VmEnd): VmResult {
  return result;
}
