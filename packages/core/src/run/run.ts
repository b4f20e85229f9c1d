import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { textOf } from '../config/index.js';
import { RapidoError } from '../errors.js';
import { endOf } from '../files.js';
import { type Host, task } from '../host.js';
import type { Image } from '../image/types.js';
import { keepModes, openWorkDir, type WorkDir } from '../process/index.js';
import { type AttachedDisk, attachDisk, commandLine, describeDisk, qemuArguments } from '../qemu/index.js';
import { makeBundle, writeBundleFile } from './bundle.js';
import {
  checkedImage,
  deviceModules,
  disksOf,
  machineOf,
  prepareSetup,
  type RunOptions,
  type Setup,
  SHARE,
} from './launch.js';
import { readScript, runPayload, type Terminal } from './payload.js';
import { registerVm } from './running.js';
import type { Verdict, VmPlan } from './types.js';
import { runVm, type VmEnd } from './vm.js';
import { claimVmNumber } from './vm-number.js';

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
      const machine = machineOf(plan, image, setup, options, { name: plan.name, disks, console: { kind: 'alone' } });
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
        settings: Object.keys(plan.settings),
      };
    }),
  );
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
    const disks = await Promise.all(disksOf(plan, image).map((disk) => attachDisk(disk, work.path)));
    const bundle = await makeBundle(options.environment, options.cut);
    const end = await bootOne(plan, image, setup, options, { bundle, work, disks }, host);
    const verdict = verdictOf(plan, end, setup, options, bundle);
    await writeBundleFile(bundle, 'result.json', `${JSON.stringify(verdict, null, 2)}\n`);
    return verdict;
  } finally {
    await work.reaper.close();
  }
}

async function bootOne(
  plan: VmPlan,
  image: Image,
  setup: Setup,
  options: RunOptions,
  { bundle, work, disks }: { readonly bundle: string; readonly work: WorkDir; readonly disks: readonly AttachedDisk[] },
  host: Host,
): Promise<VmEnd> {
  const { environment, interactive, kernel, terminal } = options;
  const { name } = plan;
  const consoleLog = join(bundle, 'console.log');
  // QEMU would make it readable for all.
  await writeBundleFile(bundle, 'console.log', '');
  const { number, release } = await claimVmNumber();
  const giveBack = interactive ? await borrowTerminal(options, consoleLog, host) : undefined;
  try {
    const hostname = `rapido${number}`;
    host.emit({ type: 'vm', vm: name, state: 'number', text: String(number) });
    const console = interactive ? ({ kind: 'terminal', log: consoleLog } as const) : ({ kind: 'pipe' } as const);
    const machine = machineOf(plan, image, setup, options, { name: hostname, disks, console });
    const { program } = setup;
    const args = qemuArguments(machine);
    await writeBundleFile(bundle, 'qemu.txt', `${commandLine(program, args)}\n`);
    const nonce = randomBytes(8).toString('hex');
    const payload = await runPayload(plan, {
      ...{ number, hostname, interactive, nonce, keepGoing: options.keepGoing },
      terminal: terminal ?? NO_TERMINAL,
      modules: deviceModules(machine),
      dynamicDebug: dynamicDebug(options),
      ...(machine.share === undefined ? {} : { share: SHARE }),
    });
    const known = { number, name, cut: image.record.cut, kernel: kernel.release, pid: process.pid, bundle };
    const started = new Date().toISOString();
    const start = {
      ...{ name, program, args, interactive, payload, nonce, consoleLog, work, steps: stepTexts(plan) },
      hangTimeoutMs: 1000 * (options.hangTimeout ?? HANG_SECONDS[setup.accelerator]),
      ...(options.timeout === undefined ? {} : { timeoutMs: 1000 * options.timeout }),
      ...(terminal === undefined ? {} : { terminal }),
      onStart: (qemuPid: number) => registerVm(environment, { ...known, qemuPid, started }, work.reaper),
    };
    const boot = () => runVm(start, host);
    return await task(host, `vm:${name}`, `Boot ${kernel.release} as ${hostname}`, boot, ({ reason }) => reason);
  } finally {
    await giveBack?.();
    release();
  }
}

/** Takes the user's terminal for the console; call the result to give it back as it was. */
async function borrowTerminal({ terminal }: RunOptions, consoleLog: string, host: Host): Promise<() => Promise<void>> {
  const giveBack = await host.lendTerminal();
  const restoreModes = terminal?.device === undefined ? undefined : await keepModes(terminal.device);
  return async () => {
    await restoreModes?.();
    await giveBack(await endOf(consoleLog, SCREEN_TAIL));
  };
}

const HANG_SECONDS = { kvm: 60, tcg: 300 } as const;
/** Enough to find what a program in the guest has left the terminal in. */
const SCREEN_TAIL = 1 << 20;
const NO_TERMINAL: Terminal = { rows: 24, columns: 80, type: 'dumb' };

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

function stepTexts({ steps }: VmPlan): string[] {
  return ['autorun', ...steps.map((step) => (step.kind === 'command' ? step.text : step.path))];
}

function dynamicDebug({ config }: RunOptions): string[] {
  const words = (name: string) => (textOf(config, name) ?? '').split(/\s+/).filter(Boolean);
  return [
    ...words('DYN_DEBUG_MODULES').map((name) => `module ${name} +pf`),
    ...words('DYN_DEBUG_FILES').map((name) => `file ${name} +pf`),
  ];
}

function verdictOf(plan: VmPlan, end: VmEnd, setup: Setup, { kernel }: RunOptions, bundle: string): Verdict {
  const { outcome, reason, steps, seconds } = end;
  return {
    schema: 1,
    outcome,
    exitCode: end.exitCode,
    vm: plan.name,
    reason,
    vms: { [plan.name]: { outcome, reason, steps, seconds } },
    kernel: { release: kernel.release, buildId: kernel.buildId, bootedBy: setup.bootedBy },
    accelerator: setup.accelerator,
    bundle,
  };
}
