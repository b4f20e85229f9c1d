import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RapidoError } from '../errors.js';
import type { Host } from '../host.js';
import { bootIn } from '../run/boot-in.js';
import { interruptionBy, type Judgement } from '../run/judge.js';
import type { RunOptions } from '../run/launch.js';
import { attachDisks, type OpenRun, withRun } from '../run/open-run.js';
import type { Verdict, VmPlan } from '../run/types.js';
import { verdictOf, writeVerdict } from '../run/verdict.js';
import type { VmEnd } from '../run/vm.js';
import { checkSuite } from './check-suite.js';
import { judgeSuite } from './judge-suite.js';
import { countsOf, lastDurations, writeResults } from './results/index.js';
import { ResultsWriter } from './results-writer.js';
import { SuiteRun, type SuiteVmPlan } from './suite-run.js';
import type { SuitePlan, SuiteResults } from './types.js';
import type { VmSession } from './vm-session.js';

/**
 * Runs a suite in as many VMs as it takes and says what came of it; results are in the bundle as they come. A RapidoError is thrown
 * for what is found wrong before a VM runs, where nothing could be run of what was asked for, and where a VM could not be started.
 */
export async function runSuite(plan: VmPlan, suite: SuitePlan, options: RunOptions, host: Host): Promise<Verdict> {
  return withRun(plan, options, async (run) => {
    const { list, format } = checkSuite(run.image, plan, suite);
    const durations = await lastDurations(options.environment, run.image.record.cut);
    const writer = new ResultsWriter(() => writeResults(run.bundle, resultsOf(run, suiteRun, suite)));
    const suiteRun: SuiteRun = new SuiteRun({
      ...{
        name: plan.name,
        format,
        canList: list !== undefined,
        hasSteps: plan.steps.length > 0,
        plan: suite,
        bundle: run.bundle,
        host,
      },
      ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
      secondsOf: (label) => durations.get(label),
      boot: (vm, session) => bootForSuite(run, { ...plan, suite }, vm, session, options, host),
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
    return conclude(run, plan, suiteRun, suite, options, interruption);
  });
}

async function conclude(
  run: OpenRun,
  plan: VmPlan,
  suiteRun: SuiteRun,
  { strict, args }: SuitePlan,
  options: RunOptions,
  interruption: Judgement | undefined,
): Promise<Verdict> {
  const { log, notRun, vms, explained, listed, trouble, complaint } = suiteRun;
  const tests = log.results;
  const facts = {
    ...{ tests, notRun, strict, vm: plan.name, vms, explained },
    ...(listed === undefined ? {} : { listed }),
    ...(trouble === undefined ? {} : { trouble }),
    ...(interruption === undefined ? {} : { interruption }),
  };
  const judgement = judgeSuite(facts);
  const verdict = verdictOf(run, vms, { ...judgement, tests: countsOf(tests) }, options);
  await writeVerdict(verdict);
  if (judgement.outcome !== 'usage') return verdict;
  const words = args.length > 0 && suiteRun.listed === 0 ? ` for "${args.join(' ')}"` : '';
  throw new RapidoError('USAGE', `Nothing was tested: ${judgement.reason}${words}.`, {
    hint: complaint === '' ? `Its output: ${join(run.bundle, 'console.log')}` : `It said:\n${complaint}`,
  });
}

/** Further VMs have logs and throw-away disks of their own. */
async function bootForSuite(
  run: OpenRun,
  plan: VmPlan,
  { name, job, logs, isFirst, hasSteps, timeout }: SuiteVmPlan,
  session: VmSession,
  options: RunOptions,
  host: Host,
): Promise<VmEnd> {
  const own = { ...options, ...(timeout === undefined ? {} : { timeout }) };
  if (isFirst) return bootIn(run, { plan: { ...plan, job }, disks: run.disks, session }, own, host);
  const dir = join(run.work.path, name);
  await mkdir(dir, { mode: 0o700 });
  try {
    const fresh: VmPlan = { ...plan, name, job, steps: hasSteps ? plan.steps : [] };
    const disks = await attachDisks(fresh, run.image, dir);
    return await bootIn(run, { plan: fresh, logs, disks, session }, own, host);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function resultsOf({ image, started }: OpenRun, { log, notRun }: SuiteRun, { args }: SuitePlan): SuiteResults {
  const { cut, kernel, suite } = image.record;
  const tests = log.results;
  return {
    ...{ schema: 1, cut, format: suite?.format ?? 'events', args, started, ended: new Date().toISOString() },
    kernel: { release: kernel.release, buildId: kernel.buildId },
    ...{ tests, notRun, counts: countsOf(tests) },
  };
}
