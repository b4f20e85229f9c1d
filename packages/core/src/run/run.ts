import type { Host } from '../host.js';
import { Company, type Part } from './company.js';
import { labelled } from './labelled-host.js';
import { type OpenRun, type OpenVm, withRun } from './open-run.js';
import { claimPlaces, type Places } from './places.js';
import { type PartEnd, runPart } from './run-part.js';
import type { RunRequest, RunVm } from './run-vm.js';
import type { Verdict } from './types.js';
import { verdictOf, writeVerdict } from './verdict.js';

/**
 * Runs VMs, all at once, to their end and says what came of them, in the order of `vms`. A RapidoError is thrown only for what is found
 * wrong before a VM runs, where a VM could not be started, and where nothing could be run of what was asked for of a suite; everything
 * else, an interruption too, is part of the verdict.
 */
export async function run(vms: readonly RunVm[], request: RunRequest, host: Host): Promise<Verdict> {
  try {
    return await runAll(vms, request, host);
  } catch (error) {
    // Ctrl-C goes from the terminal to the programs that we have started, too, and these fail then.
    throw host.signal.aborted ? host.signal.reason : error;
  }
}

async function runAll(vms: readonly RunVm[], request: RunRequest, host: Host): Promise<Verdict> {
  return withRun(vms, request, async (open) => {
    const places = await claimPlaces(open.vms);
    try {
      const ends = await runParts(open, places, request, host);
      const verdict = verdictOf(open, ends);
      await writeVerdict(verdict);
      for (const { refusal } of ends.values()) if (refusal) throw refusal;
      return verdict;
    } finally {
      places.release();
    }
  });
}

/** What came of each VM that was run; of a run that was interrupted, perhaps not of all. */
async function runParts(
  run: OpenRun,
  places: Places,
  request: RunRequest,
  host: Host,
): Promise<ReadonlyMap<string, PartEnd>> {
  const company = new Company(partsOf(run, request), {
    signal: host.signal,
    onIdle: () => host.emit({ type: 'note', level: 'info', text: idle(run) }),
  });
  const failures: unknown[] = [];
  const ends = new Map<string, PartEnd>();
  const follow = async (vm: OpenVm) => {
    const { name } = vm.plan;
    try {
      const own = { ...(run.vms.length === 1 ? host : labelled(host, name)), signal: company.signalOf(name) };
      ends.set(name, await runPart(run, vm, { company, places }, own));
    } catch (error) {
      failures.push(error);
      company.fail(error);
    } finally {
      company.over(name);
    }
  };
  await Promise.all(run.vms.map(follow)).finally(() => company.close());
  const [failure] = failures;
  if (failure !== undefined && (!host.signal.aborted || ends.size === 0)) throw failure;
  return new Map(run.vms.flatMap(({ plan }) => [[plan.name, ends.get(plan.name)] as const]).filter(isThere));
}

function isThere(entry: readonly [string, PartEnd | undefined]): entry is readonly [string, PartEnd] {
  return entry[1] !== undefined;
}

function partsOf({ vms }: OpenRun, { readyTimeout }: RunRequest): Part[] {
  const isDebugged = vms.some(({ options }) => options.gdb !== undefined);
  return vms.map(({ plan, options, suite, isService, after, setup }): Part => {
    const stays = isService && !options.interactive;
    const seconds = readyTimeout ?? READY_SECONDS[setup.accelerator];
    return {
      ...{ name: plan.name, isService: stays, after },
      hasWork: !stays || suite !== undefined || plan.steps.length > 0,
      ...(stays && !isDebugged ? { readyTimeoutMs: 1000 * seconds } : {}),
    };
  });
}

const READY_SECONDS = { kvm: 120, tcg: 300 } as const;

function idle({ vms }: OpenRun): string {
  const names = vms.map(({ plan }) => plan.name);
  const [are, they] = names.length === 1 ? ['is ready, and runs', 'it'] : ['are ready, and run', 'them'];
  return `${names.join(', ')} ${are} until Ctrl-C ends ${they}.`;
}
