import { worst } from '../outcome.js';
import { reportPage } from '../results/report-page.js';
import { writeBundleFile } from './bundle.js';
import type { OpenRun, OpenVm } from './open-run.js';
import type { PartEnd } from './run-part.js';
import type { Verdict, VmResult } from './types.js';

/** The verdict of a run that has ended: of its VMs, by name, in the order in which they were given. */
export function verdictOf(run: OpenRun, parts: ReadonlyMap<string, PartEnd>): Verdict {
  const { bundle, started, vms } = run;
  const decisive = decisivePart(vms, parts);
  const { judgement, tests } = decisive.part;
  const { outcome, exitCode, vm, reason } = judgement;
  const counts = tests ?? [...parts.values()].find((part) => part.tests)?.tests;
  return {
    ...{ schema: 1, outcome, exitCode, vm, reason: vms.length === 1 ? reason : `${vm}: ${reason}` },
    ...(counts === undefined ? {} : { tests: counts }),
    vms: Object.fromEntries(vms.flatMap((each) => resultsOf(run, each, parts.get(each.plan.name)))),
    kernel: kernelOf(decisive.vm),
    accelerator: decisive.vm.setup.accelerator,
    ...{ started, ended: new Date().toISOString(), bundle },
  };
}

/**
 * Whose end is the run's: the worst of those that were not ended for others, and only where these are all well, of those that were.
 * Of several the first; where all is well, one that is no service.
 */
function decisivePart(
  vms: readonly OpenVm[],
  parts: ReadonlyMap<string, PartEnd>,
): { readonly vm: OpenVm; readonly part: PartEnd } {
  const all = vms.flatMap((vm) => {
    const part = parts.get(vm.plan.name);
    return part === undefined ? [] : [{ vm, part }];
  });
  // Of those that share a suite's work, the one that decided: what another has come to by itself before counts.
  const isForAnother = ({ part: { vms, judgement } }: (typeof all)[number]) =>
    vms.get(judgement.vm)?.endedFor !== undefined;
  const byThemselves = all.filter((each) => !isForAnother(each));
  const bad = [byThemselves, all].find((group) => group.some(({ part }) => part.judgement.outcome !== 'pass'));
  const outcome = worst((bad ?? []).map(({ part }) => part.judgement.outcome));
  const found =
    bad?.find(({ part }) => part.judgement.outcome === outcome) ?? all.find(({ vm }) => !vm.isService) ?? all[0];
  if (found === undefined) throw new Error('No VM has run.');
  return found;
}

/** Writes `result.json` and `report.html` into the bundle. */
export async function writeVerdict(verdict: Verdict): Promise<void> {
  const { bundle } = verdict;
  await writeBundleFile(bundle, 'result.json', `${JSON.stringify(verdict, null, 2)}\n`);
  await writeBundleFile(bundle, 'report.html', await reportPage(bundle, verdict));
}

function resultsOf({ began }: OpenRun, vm: OpenVm, part: PartEnd | undefined): [string, VmResult][] {
  const kernel = kernelOf(vm);
  return [...(part?.vms ?? [])].map(([name, end]) => {
    const { exitCode: _, console: __, greeted: ___, qemu: ____, started, readyAt, ...told } = end;
    const since = (time: number) => Math.max(0, Math.round(time - began) / 1000);
    const own = { cut: vm.image.record.cut, kernel, ...(vm.isService ? { service: true as const } : {}) };
    return [
      name,
      { ...told, ...own, began: since(started), ...(readyAt === undefined ? {} : { ready: since(readyAt) }) },
    ];
  });
}

function kernelOf({ options: { kernel }, setup }: OpenVm): Verdict['kernel'] {
  return { release: kernel.release, buildId: kernel.buildId, bootedBy: setup.bootedBy };
}
