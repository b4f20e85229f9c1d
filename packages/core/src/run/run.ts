import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { maskedText, textOf } from '../config/index.js';
import { RapidoError } from '../errors.js';
import type { Host } from '../host.js';
import type { Image } from '../image/types.js';
import { openWorkDir } from '../process/index.js';
import { attachDisk, commandLine, describeDisk, type MachineNic, qemuArguments } from '../qemu/index.js';
import { reportPage } from '../results/report-page.js';
import { machineNics } from './attach.js';
import { bootVm } from './boot-vm.js';
import { makeBundle, writeBundleFile } from './bundle.js';
import { decodeTraces } from './decode-traces.js';
import { checkedImage, disksOf, machineOf, prepareSetup, type RunOptions } from './launch.js';
import { readScript } from './payload.js';
import { stepTexts, type Vm } from './start-vm.js';
import type { Verdict, VmPlan } from './types.js';
import type { VmEnd } from './vm.js';
import { chooseNet, vmNetwork } from './vm-network.js';
import type { describeWarm } from './warm/place.js';

/** What `run` would start: `--dry-run`. */
export interface LaunchPlan {
  readonly vm: string;
  readonly accelerator: string;
  readonly acceleratorReason: string;
  readonly bootedBy: 'bzimage' | 'pvh';
  /** The vmlinux, or why there is none to boot directly. */
  readonly bootReason: string;
  readonly program: string;
  readonly args: readonly string[];
  /** Starts the VM by itself, on the terminal it is pasted into; steps and settings are not part of it. */
  readonly commandLine: string;
  readonly steps: readonly string[];
  /** With `--warm`: whether there is a state to restore the VM from, for people. The command line boots it anyway. */
  readonly warm?: string;
  /** Names of the settings that would be sent. */
  readonly settings: readonly string[];
}

/** Works out what `run` would start, and starts nothing. */
export async function planRun(plans: readonly VmPlan[], options: RunOptions): Promise<LaunchPlan[]> {
  const setup = await prepareSetup(options);
  await checkBefore(plans, options);
  return Promise.all(
    plans.map(async (plan) => {
      const image = await checkedImage(plan, options);
      const disks = disksOf(plan, image).map(describeDisk);
      const nics = await shownNics(image, options);
      const machine = machineOf(plan, image, setup, options, {
        ...{ name: plan.name, disks, nics, console: { kind: 'alone' } },
      });
      const args = qemuArguments(machine);
      return {
        vm: plan.name,
        accelerator: setup.accelerator,
        acceleratorReason: setup.acceleratorReason,
        bootedBy: setup.bootedBy,
        bootReason: setup.bootReason,
        program: setup.program,
        args,
        commandLine: commandLine(setup.program, args),
        steps: stepTexts(plan),
        ...(options.warm ? { warm: await shownWarmth({ plan, image, setup }, nics, options) } : {}),
        settings: Object.keys(plan.settings),
      };
    }),
  );
}

async function shownWarmth(...vm: Parameters<typeof describeWarm>): Promise<string> {
  const place = await import('./warm/place.js');
  return place.describeWarm(...vm);
}

/** The interfaces of the VM of number 1. */
async function shownNics(image: Image, options: RunOptions): Promise<readonly MachineNic[]> {
  const mode = await chooseNet(image, options);
  const network = await vmNetwork(mode, 1, options);
  if (mode !== 'mesh') return machineNics(network);
  const { meshSocket } = await import('../mesh/index.js');
  return machineNics(network, await meshSocket(options.environment));
}

/**
 * Runs VMs to their end and says what came of them. A RapidoError is thrown only for what is found wrong before a VM
 * runs; everything after that, an interruption too, is part of the verdict.
 */
export async function run(plans: readonly VmPlan[], options: RunOptions, host: Host): Promise<Verdict> {
  const [plan, ...others] = plans;
  if (!plan || others.length > 0) throw new Error('A run has one VM.');
  const setup = await prepareSetup(options);
  await checkBefore(plans, options);
  const image = await checkedImage(plan, options);
  const work = await openWorkDir(options.environment);
  try {
    const started = new Date().toISOString();
    const disks = await Promise.all(disksOf(plan, image).map((disk) => attachDisk(disk, work.path)));
    const bundle = await makeBundle(options.environment, options.cut);
    await describeRun(bundle, image, options);
    const vm: Vm = { plan, image, setup, bundle, work, disks };
    const end = await bootVm(vm, options, host);
    const early = diedWithoutAByte(end) ? await bootAgain(vm, options, host) : undefined;
    const verdict = {
      ...verdictOf(vm, early === undefined ? end : { ...end, reason: `${end.reason}; ${early}` }, options),
      ...{ started, ended: new Date().toISOString() },
    };
    await decodeTraces(bundle, end.splats, options, work.reaper, host);
    await writeBundleFile(bundle, 'result.json', `${JSON.stringify(verdict, null, 2)}\n`);
    await writeBundleFile(bundle, 'report.html', await reportPage(bundle, verdict));
    return verdict;
  } finally {
    await work.reaper.close();
  }
}

/** Files of the bundle that say what was run. */
async function describeRun(bundle: string, { record }: Image, { config }: RunOptions): Promise<void> {
  const settings = Object.values(config.entries).map((entry) => [
    entry.name,
    { value: maskedText(entry) ?? null, origin: entry.origin?.text ?? null },
  ]);
  await writeBundleFile(bundle, 'settings.json', `${JSON.stringify(Object.fromEntries(settings), null, 2)}\n`);
  await writeBundleFile(bundle, 'manifest.fest', record.manifest);
}

/** Of such an end nothing is known: neither init nor the kernel has said anything, and nobody has killed it. */
function diedWithoutAByte({ outcome, greeted, console, qemu }: VmEnd): boolean {
  return (outcome === 'ended' || outcome === 'hang') && !greeted && console === '' && qemu.signal === undefined;
}

/**
 * Boots a kernel that died without a word once more, from its bzImage and with a console that works from the first moment.
 * Returns what that told.
 */
async function bootAgain(vm: Vm, options: RunOptions, host: Host): Promise<string> {
  const bundle = join(vm.bundle, 'early-console');
  await mkdir(bundle, { mode: 0o700 });
  const { warm: _, ...cold } = options;
  const end = await bootVm(
    {
      ...vm,
      bundle,
      again: true,
      plan: {
        ...vm.plan,
        append: [...vm.plan.append, 'earlyprintk=serial,ttyS0,115200', 'ignore_loglevel'],
        steps: [],
      },
      setup: { ...vm.setup, kernelFile: options.kernel.image, bootedBy: 'bzimage' },
    },
    { ...cold, interactive: false, dump: false, timeout: EARLY_SECONDS, hangTimeout: EARLY_SILENCE },
    host,
  );
  const last = end.console.split(/\r?\n/).findLast((line) => line.trim() !== '');
  const said = last === undefined ? 'nothing was printed either' : (end.splats[0]?.title ?? last.trim());
  return `once more with an early console (${bundle}): ${said}`;
}

const EARLY_SECONDS = 60;
/** A bzImage under TCG takes 8 s to its first words. */
const EARLY_SILENCE = 25;

/** What can be known to be wrong before anything starts. */
async function checkBefore(plans: readonly VmPlan[], { config }: RunOptions): Promise<void> {
  for (const step of plans.flatMap(({ steps }) => steps)) if (step.kind === 'script') await readScript(step.path);
  const share = textOf(config, 'VIRTFS_SHARE_PATH');
  if (share === undefined) return;
  const isDirectory = await stat(share).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isDirectory) {
    throw new RapidoError('CONFIG_VALUE', `VIRTFS_SHARE_PATH: ${share} is no directory.`, {
      hint: 'Make it, or unset VIRTFS_SHARE_PATH.',
    });
  }
}

function verdictOf(
  { plan, setup, bundle }: Vm,
  end: VmEnd,
  { kernel }: RunOptions,
): Omit<Verdict, 'started' | 'ended'> {
  const { exitCode, console: _, greeted: __, qemu: ___, ...result } = end;
  const { outcome, reason } = end;
  return {
    ...{ schema: 1, outcome, exitCode, vm: plan.name, reason },
    vms: { [plan.name]: result },
    kernel: { release: kernel.release, buildId: kernel.buildId, bootedBy: setup.bootedBy },
    accelerator: setup.accelerator,
    bundle,
  };
}
