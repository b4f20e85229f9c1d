import {
  type Config,
  type Image,
  type Kernel,
  type LaunchPlan,
  type PerRun,
  parseDisks,
  parseSize,
  planRun,
  RapidoError,
  type RunOptions,
  type RunVm,
  run,
  type Step,
  type SuitePlan,
  splatPatterns,
  textOf,
  type Verdict,
  type VmPlan,
} from '@rapido/core';
import type { BootFlags } from '../flags/boot-flags.js';
import { guestTerminal, isInteractive } from '../process/terminal.js';
import type { Reporter } from '../render/reporter.js';
import { parseDuration } from '../text/duration.js';
import type { Session } from './session.js';

/** A VM that is booted, and what the command line says of it. */
export interface BootVm {
  readonly name: string;
  readonly image: Image;
  readonly kernel: Kernel;
  readonly perRun: PerRun;
  readonly session: Session;
  readonly flags: BootFlags;
  readonly steps: readonly Step[];
  /** The suite of its cut is to run, and how. */
  readonly suite?: SuitePlan | undefined;
  /** It is a server for others. */
  readonly isService: boolean;
  /** Names of the VMs whose services its autorun waits for. */
  readonly after: readonly string[];
}

/** What holds for all VMs of a run. */
export interface BootRequest {
  /** The VM whose console goes to the user's terminal. */
  readonly interactive?: string | undefined;
  readonly flags: { readonly 'ready-timeout'?: string | undefined };
}

/** Checks what can be checked before anything is done, so that no typing error costs a cut. */
export function checkBootFlags(flags: BootFlags, json: boolean, cwd: string): void {
  if (flags.shell && json) throw new RapidoError('USAGE', '--shell and --json cannot be had together.');
  if (flags.shell && !isInteractive()) {
    throw new RapidoError('USAGE', '--shell needs a terminal: standard input and output are not both one.', {
      hint: "Leave it out; run commands with -x 'CMD', and see the console with --console.",
    });
  }
  timeLimits(flags);
  vmSize(flags);
  parseDisks(flags.disk ?? [], cwd);
  splatPatterns(flags['allow-splat'] ?? [], '--allow-splat');
  for (const path of flags.get ?? []) checkGuestPath(path);
}

function checkGuestPath(path: string): void {
  if (path.startsWith('/')) return;
  throw new RapidoError('USAGE', `--get ${path}: a path in the VM begins with "/".`, { hint: 'As --get /var/log' });
}

/** Boots VMs and says what came of them. */
export function bootVms(vms: readonly BootVm[], request: BootRequest, host: Reporter): Promise<Verdict> {
  const runVms = vms.map((vm) => runVm(vm, request));
  return run(runVms, { name: bundleName(vms), ...readyTimeout(request.flags) }, host);
}

/** `--ready-timeout`, checked. */
export function readyTimeout({ 'ready-timeout': text }: BootRequest['flags']): { readonly readyTimeout?: number } {
  return text === undefined ? {} : { readyTimeout: parseDuration(text, '--ready-timeout') };
}

/** After the cuts, each once. */
function bundleName(vms: readonly BootVm[]): string {
  return [...new Set(vms.map(({ image }) => image.record.cut))].join('+');
}

/** What `bootVms` would start of a VM. */
export function planBoot(vm: BootVm, request: BootRequest): Promise<readonly LaunchPlan[]> {
  return planRun([runVm(vm, request)]);
}

function runVm(vm: BootVm, request: BootRequest): RunVm {
  const { suite, isService, after } = vm;
  return {
    plan: vmPlan(vm),
    options: runOptions(vm, request),
    ...(suite === undefined ? {} : { suite }),
    ...{ isService, after },
  };
}

function vmPlan({ name, image, perRun, steps, flags, session: { environment, config } }: BootVm): VmPlan {
  return {
    name,
    image: image.path,
    ...{ steps, ...perRun },
    settings: settingsOf(image, config),
    ...vmSize(flags),
    append: flags.append ?? [],
    disks: parseDisks(flags.disk ?? [], environment.cwd),
    get: flags.get ?? [],
  };
}

/** The values of the cut's settings, as text; what is unset is not sent. */
function settingsOf({ record }: Image, config: Config): VmPlan['settings'] {
  const values = Object.keys(record.settings).map((name) => [name, textOf(config, name)] as const);
  return Object.fromEntries(values.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function runOptions({ name, kernel, flags, session }: BootVm, { interactive }: BootRequest): RunOptions {
  const terminal = guestTerminal();
  return {
    ...session,
    kernel,
    boot: (flags.boot ?? textOf(session.config, 'BOOT') ?? 'auto') as RunOptions['boot'],
    ...(flags.accel === undefined ? {} : { accel: flags.accel as 'kvm' | 'tcg' }),
    interactive: interactive === name,
    ...timeLimits(flags),
    keepGoing: flags['keep-going'],
    console: flags.console,
    allowSplats: flags['allow-splat'] ?? [],
    ignoreSplats: flags['ignore-splats'],
    dump: flags.dump,
    ...(flags.warm ? { warm: true } : {}),
    ...(flags.gdb === undefined ? {} : { gdb: flags.gdb as 'run' | 'wait' }),
    ...(terminal === undefined ? {} : { terminal }),
  };
}

/** What decides whether a VM's console goes to the user's terminal. */
export interface ConsoleWish {
  readonly flags: Pick<BootFlags, 'shell' | 'console'>;
  readonly json: boolean;
  readonly steps: readonly Step[];
  /** That of the cut, whether or not it is to run. */
  readonly suite: unknown;
}

/** Whether the VM's console goes to the user's terminal; otherwise the VM works off its steps and ends. */
export function wantsConsole({ flags, json, steps, suite }: ConsoleWish, terminal: boolean): boolean {
  return flags.shell || (terminal && !json && !flags.console && steps.length === 0 && suite === undefined);
}

function timeLimits(flags: BootFlags): Pick<RunOptions, 'timeout' | 'hangTimeout'> {
  const { timeout, 'hang-timeout': hangTimeout } = flags;
  return {
    ...(timeout === undefined ? {} : { timeout: parseDuration(timeout, '--timeout') }),
    ...(hangTimeout === undefined ? {} : { hangTimeout: parseDuration(hangTimeout, '--hang-timeout') }),
  };
}

function vmSize({ memory, cpus }: BootFlags): Pick<VmPlan, 'memory' | 'cpus'> {
  const bytes = memory === undefined ? undefined : parseSize(memory);
  if (memory !== undefined && !bytes) {
    throw new RapidoError('USAGE', `"${memory}" is no size for --memory.`, { hint: 'As 512M or 2G.' });
  }
  return { ...(bytes === undefined ? {} : { memory: bytes }), ...(cpus === undefined ? {} : { cpus }) };
}
