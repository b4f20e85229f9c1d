import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RapidoError } from '../errors.js';
import type { Host } from '../host.js';
import { bootIn } from '../run/boot-in.js';
import { interruptionBy, type Judgement } from '../run/judge.js';
import { attachDisks, type OpenRun, type OpenVm } from '../run/open-run.js';
import type { PartEnd, Surroundings } from '../run/run-part.js';
import type { VmPlan } from '../run/types.js';
import type { VmEnd } from '../run/vm.js';
import { checkSuite } from './check-suite.js';
import { judgeSuite } from './judge-suite.js';
import { countsOf, lastDurations, writeResults } from './results/index.js';
import { ResultsWriter } from './results-writer.js';
import { SuiteRun, type SuiteVmPlan } from './suite-run.js';
import type { SuitePlan, SuiteResults } from './types.js';
import type { VmSession } from './vm-session.js';

/**
 * Runs the suite of a VM of the run in as many VMs as it takes; results are in the bundle as they come. Throws a RapidoError for what is
 * found wrong before a VM runs, and where a VM could not be started.
 */
export async function runSuite(
  run: OpenRun,
  vm: OpenVm & { readonly suite: SuitePlan },
  around: Surroundings,
  host: Host,
): Promise<PartEnd> {
  const { plan, suite, image, options } = vm;
  const { list, format } = checkSuite(image, plan, suite);
  const durations = await lastDurations(options.environment, image.record.cut);
  const writer = new ResultsWriter(() => writeResults(run.bundle, resultsOf(run, vm, suiteRun, suite)));
  const suiteRun: SuiteRun = new SuiteRun({
    ...{ name: plan.name, logs: vm.logs, format, canList: list !== undefined, hasSteps: plan.steps.length > 0 },
    ...{ plan: suite, bundle: run.bundle, host },
    ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
    secondsOf: (label) => durations.get(label),
    boot: (planned, session) => bootForSuite(run, vm, { planned, session }, around, host),
    onResult: () => writer.touch(),
    onVmEnd: () => writer.flush(),
  });
  let interruption: Judgement | undefined;
  try {
    await suiteRun.run();
  } catch (error) {
    if (!host.signal.aborted || suiteRun.vms.size === 0) throw error;
    interruption = interruptionBy(host.signal);
  } finally {
    await writer.flush();
  }
  return conclude(run, vm, suiteRun, interruption);
}

function conclude(
  run: OpenRun,
  { plan, suite: { strict, args }, logs }: OpenVm & { readonly suite: SuitePlan },
  suiteRun: SuiteRun,
  interruption: Judgement | undefined,
): PartEnd {
  const { log, notRun, vms, explained, listed, trouble, complaint } = suiteRun;
  const tests = log.results;
  const judgement = judgeSuite({
    ...{ tests, notRun, strict, vm: plan.name, vms, explained },
    ...(listed === undefined ? {} : { listed }),
    ...(trouble === undefined ? {} : { trouble }),
    ...(interruption === undefined ? {} : { interruption }),
  });
  const end = { vms, judgement, tests: countsOf(tests) };
  if (judgement.outcome !== 'usage') return end;
  const words = args.length > 0 && listed === 0 ? ` for "${args.join(' ')}"` : '';
  const refusal = new RapidoError('USAGE', `Nothing was tested: ${judgement.reason}${words}.`, {
    hint: complaint === '' ? `Its output: ${join(run.bundle, logs, 'console.log')}` : `It said:\n${complaint}`,
  });
  return { ...end, refusal };
}

/** Further VMs have logs and throw-away disks of their own. */
async function bootForSuite(
  run: OpenRun,
  vm: OpenVm & { readonly suite: SuitePlan },
  { planned, session }: { readonly planned: SuiteVmPlan; readonly session: VmSession },
  around: Surroundings,
  host: Host,
): Promise<VmEnd> {
  const { name, job, logs, isFirst, hasSteps, timeout } = planned;
  const { suite } = vm;
  const common = { vm, logs, session, ...(timeout === undefined ? {} : { timeout }) };
  if (isFirst) return bootIn(run, { ...common, plan: { ...vm.plan, job, suite }, disks: vm.disks }, around, host);
  const dir = join(run.work.path, name);
  await mkdir(dir, { mode: 0o700 });
  try {
    const fresh: VmPlan = { ...vm.plan, name, job, suite, steps: hasSteps ? vm.plan.steps : [] };
    const disks = await attachDisks(fresh, vm.image, dir);
    return await bootIn(run, { ...common, plan: fresh, disks }, around, host);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function resultsOf(
  { started }: OpenRun,
  { image }: OpenVm,
  { log, notRun }: SuiteRun,
  { args }: SuitePlan,
): SuiteResults {
  const { cut, kernel, suite } = image.record;
  const tests = log.results;
  return {
    ...{ schema: 1, cut, format: suite?.format ?? 'events', args, started, ended: new Date().toISOString() },
    kernel: { release: kernel.release, buildId: kernel.buildId },
    ...{ tests, notRun, counts: countsOf(tests) },
  };
}
