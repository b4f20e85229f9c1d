import type { RapidoError } from '../errors.js';
import type { Host } from '../host.js';
import { bootIn } from './boot-in.js';
import type { Company } from './company.js';
import type { Judgement } from './judge.js';
import type { OpenRun, OpenVm } from './open-run.js';
import type { Places } from './places.js';
import type { Verdict } from './types.js';
import type { VmEnd } from './vm.js';

/** What came of a VM of a run, and of those that shared its work. */
export interface PartEnd {
  /** By name, in the order in which they were started. */
  readonly vms: ReadonlyMap<string, VmEnd>;
  readonly judgement: Judgement & Pick<Verdict, 'vm'>;
  readonly tests?: NonNullable<Verdict['tests']>;
  /** Nothing could be run of what was asked for. */
  readonly refusal?: RapidoError;
}

/** What a VM has of the run that it is part of. */
export interface Surroundings {
  readonly company: Company;
  readonly places: Places;
}

/** Runs a VM, and those that share its suite's work or take its place in it. */
export async function runPart(run: OpenRun, vm: OpenVm, around: Surroundings, host: Host): Promise<PartEnd> {
  const { plan, suite } = vm;
  if (suite !== undefined) {
    const { runSuite } = await import('../suite/run-suite.js');
    return runSuite(run, { ...vm, suite }, around, host);
  }
  const end = await bootIn(run, { vm, plan, logs: vm.logs, disks: vm.disks }, around, host);
  return { vms: new Map([[plan.name, end]]), judgement: { ...end, vm: plan.name } };
}
