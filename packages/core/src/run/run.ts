import { randomBytes } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { maskedText, textOf } from '../config/index.js';
import { RapidoError } from '../errors.js';
import { endOf } from '../files.js';
import { type Host, task } from '../host.js';
import type { Image } from '../image/types.js';
import { keepModes, openWorkDir, type WorkDir } from '../process/index.js';
import { type AttachedDisk, attachDisk, commandLine, describeDisk, qemuArguments } from '../qemu/index.js';
import { reportPage } from '../results/report-page.js';
import { isAllowed, type Splat, splatPatterns } from '../splat/index.js';
import { makeBundle, writeBundleFile } from './bundle.js';
import { readSymbols } from './cpu-places.js';
import { decodeTraces } from './decode-traces.js';
import { type Debugger, gdbSession } from './gdb.js';
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
import { makeRuntimeDir, registerVm, runtimePath } from './running.js';
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
    const started = new Date().toISOString();
    const disks = await Promise.all(disksOf(plan, image).map((disk) => attachDisk(disk, work.path)));
    const bundle = await makeBundle(options.environment, options.cut);
    await describeRun(bundle, image, options);
    const vm: Vm = { plan, image, setup, bundle, work, disks };
    const end = await bootOne(vm, options, host);
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

/** A VM of a run, with everything that it needs in place. */
interface Vm {
  readonly plan: VmPlan;
  readonly image: Image;
  readonly setup: Setup;
  /** Directory for its logs. */
  readonly bundle: string;
  readonly work: WorkDir;
  readonly disks: readonly AttachedDisk[];
  /** It has died without a word before. */
  readonly again?: boolean;
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

async function bootOne(vm: Vm, options: RunOptions, host: Host): Promise<VmEnd> {
  const { plan, image, setup, bundle, work, disks } = vm;
  const { environment, interactive, kernel, terminal } = options;
  const { name } = plan;
  const consoleLog = join(bundle, 'console.log');
  // QEMU would make it readable for all.
  await writeBundleFile(bundle, 'console.log', '');
  await makeRuntimeDir(environment);
  const { number, release } = await claimVmNumber();
  const { pid } = process;
  const debuggerOf =
    options.gdb && (await gdbSession(runtimePath(environment, { number, pid }, 'gdb'), setup, kernel, work));
  if (debuggerOf) tellDebugger(debuggerOf, number, options, host);
  const giveBack = interactive ? await borrowTerminal(options, consoleLog, host) : undefined;
  try {
    const hostname = `rapido${number}`;
    host.emit({ type: 'vm', vm: name, state: 'number', text: String(number) });
    const console = interactive ? ({ kind: 'terminal', log: consoleLog } as const) : ({ kind: 'pipe' } as const);
    const machine = machineOf(plan, image, setup, options, {
      ...{ name: hostname, disks, console },
      ...(debuggerOf ? { gdbSocket: debuggerOf.socket } : {}),
    });
    const { program } = setup;
    const args = qemuArguments(machine);
    await writeBundleFile(bundle, 'qemu.txt', `${commandLine(program, args)}\n`);
    const nonce = randomBytes(8).toString('hex');
    const payload = await runPayload(plan, {
      ...{ number, hostname, interactive, nonce, keepGoing: options.keepGoing },
      terminal: terminal ?? NO_TERMINAL,
      modules: kernel.modules.kind === 'none' ? [] : deviceModules(machine),
      dynamicDebug: dynamicDebug(options),
      ...(machine.share === undefined ? {} : { share: SHARE }),
    });
    const socket = runtimePath(environment, { number, pid }, 'sock');
    const known = { number, name, cut: image.record.cut, kernel: kernel.release, pid, bundle, socket };
    const noted = { ...known, ...(debuggerOf ? { gdb: { args: debuggerOf.args } } : {}) };
    const started = new Date().toISOString();
    const patterns = splatPatterns([...options.allowSplats, ...image.record.allowSplats], '--allow-splat');
    const start = {
      ...{ name, program, args, interactive, payload, nonce, bundle, work, socket, steps: stepTexts(plan) },
      symbols: async () => (setup.bootedBy === 'pvh' ? readSymbols(kernel) : undefined),
      allowed: (splat: Splat) => options.ignoreSplats || isAllowed(splat, patterns),
      debugged: options.gdb !== undefined,
      wantsFiles: plan.get.length > 0,
      dump: machine.keepMemory ?? false,
      hangTimeoutMs: 1000 * (options.hangTimeout ?? HANG_SECONDS[setup.accelerator]),
      ...(options.timeout === undefined ? {} : { timeoutMs: 1000 * options.timeout }),
      ...(terminal === undefined ? {} : { terminal }),
      onStart: (qemuPid: number) => registerVm(environment, { ...noted, qemuPid, started }, work.reaper),
    };
    const boot = () => runVm(start, host);
    const title = `Boot ${kernel.release} as ${hostname}${vm.again ? ', once more with an early console' : ''}`;
    return await task(host, `vm:${name}`, title, boot, ({ reason }) => reason);
  } finally {
    await giveBack?.();
    release();
  }
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
  const end = await bootOne(
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
    { ...options, interactive: false, dump: false, timeout: EARLY_SECONDS, hangTimeout: EARLY_SILENCE },
    host,
  );
  const last = end.console.split(/\r?\n/).findLast((line) => line.trim() !== '');
  const said = last === undefined ? 'nothing was printed either' : (end.splats[0]?.title ?? last.trim());
  return `once more with an early console (${bundle}): ${said}`;
}

const EARLY_SECONDS = 60;
/** A bzImage under TCG takes 8 s to its first words. */
const EARLY_SILENCE = 25;

function tellDebugger({ args }: Debugger, number: number, { gdb }: RunOptions, host: Host): void {
  const waits = gdb === 'wait' ? ' The VM waits for "continue" there.' : '';
  const text = `Debug with: rapido gdb ${number}, or ${commandLine('gdb', args)}${waits}`;
  host.emit({ type: 'note', level: 'info', text });
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
