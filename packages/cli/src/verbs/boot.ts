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
  run,
  runSuite,
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

/** What the command line says of a boot, checked. */
export interface BootRequest {
  readonly steps: readonly Step[];
  readonly flags: BootFlags;
  readonly json: boolean;
  /** The cut's suite is to run, and how. */
  readonly suite?: SuitePlan | undefined;
}

/** What is booted, and with what of this run. */
export interface BootTarget {
  readonly image: Image;
  readonly kernel: Kernel;
  readonly perRun: PerRun;
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

/** Boots one VM and says what came of it. */
export function bootImage(
  target: BootTarget,
  request: BootRequest,
  session: Session,
  host: Reporter,
): Promise<Verdict> {
  const plan = vmPlan(target, request, session);
  const options = runOptions(target, request, session);
  return request.suite === undefined ? run([plan], options, host) : runSuite(plan, request.suite, options, host);
}

/** What `bootImage` would start. */
export function planBoot(target: BootTarget, request: BootRequest, session: Session): Promise<readonly LaunchPlan[]> {
  return planRun([vmPlan(target, request, session)], runOptions(target, request, session));
}

function vmPlan(
  { image, perRun }: BootTarget,
  { steps, flags }: BootRequest,
  { environment, config }: Session,
): VmPlan {
  return {
    name: image.record.cut,
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

function runOptions({ image, kernel }: BootTarget, { steps, flags, json }: BootRequest, session: Session): RunOptions {
  const interactive = wantsConsole({ flags, json, steps, suite: image.record.suite }, isInteractive());
  const terminal = guestTerminal();
  return {
    ...session,
    kernel,
    cut: image.record.cut,
    boot: (flags.boot ?? textOf(session.config, 'BOOT') ?? 'auto') as RunOptions['boot'],
    ...(flags.accel === undefined ? {} : { accel: flags.accel as 'kvm' | 'tcg' }),
    interactive,
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

/** Whether the VM's console goes to the user's terminal; otherwise the VM works off its steps and ends. */
export function wantsConsole(
  { flags, json, steps, suite }: Omit<BootRequest, 'suite'> & { readonly suite: unknown },
  terminal: boolean,
): boolean {
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
