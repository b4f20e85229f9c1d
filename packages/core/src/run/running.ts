import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError, RapidoError } from '../errors.js';
import { namesIn, textOf } from '../files.js';
import type { Environment } from '../host.js';
import { asideOf, makeRuntimeDir, onHost, type Reaper, startTime } from '../process/index.js';

/** A VM that runs now, as `rapido ps` shows it. */
export interface RunningVm {
  readonly number: number;
  readonly name: string;
  readonly cut: string;
  readonly kernel: string;
  /** The rapido that owns it, and its QEMU. */
  readonly pid: number;
  readonly qemuPid: number;
  /** ISO 8601 */
  readonly started: string;
  /** Directory of its logs. */
  readonly bundle: string;
  /** Directory of its run's bundle: VMs that have the same are of one run. */
  readonly run: string;
  /** How it is connected, and its static addresses; absent without a network. */
  readonly network?: { readonly mode: string; readonly addresses: readonly string[] };
  /** Where `rapido sh` asks for a shell. */
  readonly socket: string;
  /** What `rapido gdb` needs, of a VM that was started with --gdb. */
  readonly gdb?: { readonly args: readonly string[] };
}

/** A path in the runtime directory for something of the VM that process `pid` runs as `number`. */
export function runtimePath(
  { dirs }: Environment,
  { number, pid }: Pick<RunningVm, 'number' | 'pid'>,
  what: string,
): string {
  return join(dirs.runtime, `vm-${number}-${pid}.${what}`);
}

/** What a VM tells of itself. */
export type VmNote = Omit<RunningVm, 'run'>;

/** Lets other commands of this user know of a VM, for as long as this process lives. */
export async function registerVm(environment: Environment, vm: VmNote, reaper: Reaper): Promise<void> {
  const path = runtimePath(environment, vm, 'json');
  await makeRuntimeDir(environment);
  await onHost(`Writing ${path}`, async () => {
    reaper.removes(path);
    const aside = await asideOf(path, reaper);
    await writeFile(aside, JSON.stringify({ ...vm, startTime: await startTime(vm.pid) }), { mode: 0o600 });
    await rename(aside, path);
  });
}

/** This user's VMs, by number. What a crash has left is removed, not shown. */
export async function listVms(environment: Environment): Promise<RunningVm[]> {
  const dir = environment.dirs.runtime;
  const vms: RunningVm[] = [];
  for (const name of await namesIn(dir)) {
    const [, pid, what] = /^vm-\d+-(\d+)\.(json|sock|gdb|state)$/.exec(name) ?? [];
    if (pid === undefined) continue;
    const path = join(dir, name);
    const vm = what === 'json' ? await readVm(path) : undefined;
    if (vm && (await startTime(vm.pid)) === vm.startTime) vms.push(runningVm(vm));
    // A socket is there before the note, and goes after it.
    else if (what === 'json' || (await startTime(Number(pid))) === undefined) await rm(path, { force: true });
  }
  return vms.sort((a, b) => a.number - b.number);
}

/** The VM of a number or a name, or the only one; a RapidoError where there is none, or several. */
export async function findVm(environment: Environment, selector?: string): Promise<RunningVm> {
  const vms = await listVms(environment);
  const [vm, ...others] = select(vms, selector);
  if (vm && others.length === 0) return vm;
  if (vm) {
    throw new RapidoError(
      'VM_NOT_FOUND',
      `${selector === undefined ? 'Several VMs' : `Several VMs ${selector}`} are running.`,
      {
        hint: `Name one by its number: ${described(vms)}.`,
      },
    );
  }
  throw new RapidoError('VM_NOT_FOUND', 'No VM is running.', { hint: 'Start one: rapido run CUT' });
}

/**
 * Ends VMs: asks the rapido that owns each (SIGTERM), which then ends with 143. `selector` is a number or a name, or
 * absent for all. Resolves, when they have ended, with those that were chosen and all others of their runs; a RapidoError when
 * none is.
 */
export async function stopVms(environment: Environment, selector?: string): Promise<RunningVm[]> {
  const vms = await listVms(environment);
  // A second signal would have a run end at once.
  const owners = new Set(select(vms, selector).map(({ pid }) => pid));
  for (const pid of owners) signalTo(pid);
  for (const pid of owners) await ended(pid);
  return vms.filter(({ pid }) => owners.has(pid));
}

/** Those of a number or a name, or all; a RapidoError when none has it. */
function select(vms: readonly RunningVm[], selector?: string): RunningVm[] {
  const chosen = vms.filter(
    ({ number, name }) => selector === undefined || selector === String(number) || selector === name,
  );
  if (selector === undefined || chosen.length > 0) return chosen;
  throw new RapidoError('VM_NOT_FOUND', `No VM ${selector} is running.`, { hint: `Running: ${described(vms)}.` });
}

function described(vms: readonly RunningVm[]): string {
  return vms.map(({ number, name }) => `${number} (${name})`).join(', ') || 'none';
}

type StoredVm = VmNote & { readonly startTime: string };

/** Undefined for what is no note of ours: that of a VM that has just ended is gone. */
async function readVm(path: string): Promise<StoredVm | undefined> {
  try {
    const vm = JSON.parse((await textOf(path)) ?? 'null') as StoredVm | null;
    return typeof vm?.pid === 'number' && typeof vm.startTime === 'string' ? vm : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function runningVm({ startTime: _, ...vm }: StoredVm): RunningVm {
  return { ...vm, run: bundleOf(vm.bundle) };
}

/** The bundle that a directory of logs is in: of a second boot, or of one VM of several. */
function bundleOf(logs: string): string {
  return logs.replace(/\/early-console$/, '').replace(/\/vms\/[^/]+$/, '');
}

function signalTo(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
    process.kill(pid, 'SIGCONT'); // it may be stopped, by Ctrl-Z
  } catch (error) {
    if (!isSystemError(error, 'ESRCH')) throw error;
  }
}

/** Nothing tells of the end of a process that is not our child, so this looks again and again. */
async function ended(pid: number): Promise<void> {
  const before = await startTime(pid);
  while (before !== undefined && (await startTime(pid)) === before)
    await new Promise((resolve) => setTimeout(resolve, 50));
}
