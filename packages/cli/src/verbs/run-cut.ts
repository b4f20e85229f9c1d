import type { Interfaces } from '@oclif/core';
import { checkCut, gatherPerRun, type Verdict } from '@rapido/core';
import type { CutPlanView } from '../render/cut-plan.js';
import type { Reporter } from '../render/reporter.js';
import { type BootVm, bootVms } from './boot.js';
import { cutRun, type RunPlanView, showCutPlans } from './cut.js';
import { type CutVm, cutImages, findKernels, hostFor, placeImages } from './images.js';
import { type MetVm, openSessions } from './meet-needs.js';
import { preflight } from './preflight.js';
import type { RunRequest } from './prepare-run.js';
import { reportEnd } from './report-end.js';
import { withReporter } from './session.js';

/** Cuts, boots, and says what came of it; with `--dry-run` only what would be cut. `print` is for results. */
export async function runCut(
  cli: Interfaces.Config,
  request: RunRequest,
  print: (line: string) => void,
): Promise<Verdict | CutPlanView | RunPlanView> {
  const { flags, json } = request;
  const met = await openSessions(cli, request.vms);
  const interactive = met.length === 1 ? undefined : request.interactive;
  return withReporter({ silent: json, console: flags.console, vms: met, interactive }, async (host) => {
    const vms = await planCuts(met, host);
    if (flags['dry-run']) return showCutPlans(vms, host, print);
    const verdict = await bootVms(await cutAll(vms, host), request, host);
    await host.close();
    await reportEnd(verdict, { silent: json, console: host.consoleShown, print });
    return verdict;
  });
}

/** Finds the kernels, and what each image is to be cut from. */
async function planCuts(met: readonly MetVm[], host: Reporter): Promise<(MetVm & CutVm)[]> {
  const vms = [];
  for (const vm of await findKernels(met, host)) {
    vms.push({ ...vm, request: await cutRun(vm.chosen, vm.flags, vm.session, vm.kernel) });
  }
  return placeImages(vms);
}

/** All that the cuts refuse comes before the first of them is made. */
async function cutAll(vms: readonly (MetVm & CutVm)[], host: Reporter): Promise<BootVm[]> {
  if (vms.length > 1) for (const { request } of vms) await checkCut(request, host);
  for (const vm of vms) await preflight(vm.request, vm.flags, hostFor(vm, vms, host));
  const all: BootVm[] = [];
  for (const vm of await cutImages(vms, host)) {
    all.push({ ...vm, perRun: await gatherPerRun(vm.request, vm.image.record, hostFor(vm, vms, host)) });
  }
  return all;
}
