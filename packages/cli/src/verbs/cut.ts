import { resolve } from 'node:path';
import { type CutRun, type Kernel, parseAdditions, planCut, settingExpander } from '@rapido/core';
import type { CutFlags } from '../flags/cut-flags.js';
import type { ChosenCut } from '../plugins/definition.js';
import { type CutPlanView, formatCutPlan, viewCutPlan } from '../render/cut-plan.js';
import type { Reporter } from '../render/reporter.js';
import type { Session } from './session.js';

/** Everything that core needs to cut an image, and whether the cut has checks of its own for every boot. */
export type CutRequest = CutRun & Pick<ChosenCut, 'hasPreflight'>;

export async function cutRun(
  chosen: ChosenCut,
  flags: CutFlags,
  session: Session,
  kernel: Kernel,
): Promise<CutRequest> {
  const { environment, config } = session;
  const { bin = [], kmod = [], file = [], tree = [], manifest = [], out } = flags;
  const additions = await parseAdditions(
    { bin, kmod, file, tree, manifest },
    { cwd: environment.cwd, expand: settingExpander(config) },
  );
  const network = flags.net !== undefined && flags.net !== 'none';
  return {
    ...chosen,
    ...{ environment, config, kernel },
    additions: network ? { ...additions, vm: { ...additions.vm, network } } : additions,
    ...(out === undefined ? {} : { out: resolve(environment.cwd, out) }),
    ...(flags.fresh ? { fresh: true } : {}),
  };
}

/** What would be cut for several VMs. */
export interface RunPlanView {
  readonly vms: readonly (CutPlanView & { readonly name: string; readonly after: readonly string[] })[];
}

/** A VM whose image would be cut; `after` are the VMs that its autorun waits for. */
export interface PlannedVm {
  readonly name: string;
  readonly after: readonly string[];
  readonly request: CutRun;
}

/** `--dry-run`: prints what would be cut, when nothing else is on the terminal any more, and returns it for `--json`. */
export async function showCutPlan(run: CutRun, host: Reporter, print: (line: string) => void): Promise<CutPlanView> {
  const plan = viewCutPlan(await planCut(run, host));
  await host.close();
  for (const line of formatCutPlan(plan)) print(line);
  return plan;
}

/** The same of a run; one VM is shown as its cut is. */
export async function showCutPlans(
  vms: readonly PlannedVm[],
  host: Reporter,
  print: (line: string) => void,
): Promise<CutPlanView | RunPlanView> {
  const [only, other] = vms;
  if (only !== undefined && other === undefined) return showCutPlan(only.request, host, print);
  const plans = [];
  for (const { name, after, request } of vms) plans.push({ name, after, ...viewCutPlan(await planCut(request, host)) });
  await host.close();
  for (const [index, plan] of plans.entries()) {
    if (index > 0) print('');
    for (const line of formatCutPlan(plan)) print(line);
  }
  return { vms: plans };
}
