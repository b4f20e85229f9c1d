import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from '../host.js';
import type { AttachedDisk } from '../qemu/index.js';
import type { VmSession } from '../suite/vm-session.js';
import { bootVm } from './boot-vm.js';
import { decodeTraces } from './decode-traces.js';
import { bootAgain, diedWithoutAByte } from './early-console.js';
import type { RunOptions } from './launch.js';
import type { OpenRun } from './open-run.js';
import type { Vm } from './start-vm.js';
import type { VmPlan } from './types.js';
import type { VmEnd } from './vm.js';

/** One VM of a run. */
export interface VmOfRun {
  readonly plan: VmPlan;
  /** Directory for its logs, below the bundle; absent: the bundle itself. */
  readonly logs?: string;
  readonly disks: readonly AttachedDisk[];
  readonly session?: VmSession;
}

/** Boots a VM in a run and follows it to its end; its logs are whole then. */
export async function bootIn(
  run: OpenRun,
  { plan, logs, disks, session }: VmOfRun,
  options: RunOptions,
  host: Host,
): Promise<VmEnd> {
  const bundle = logs === undefined ? run.bundle : join(run.bundle, logs);
  await mkdir(bundle, { recursive: true, mode: 0o700 });
  const { image, setup, work } = run;
  const vm: Vm = { plan, image, setup, bundle, work, disks, ...(session ? { session } : {}) };
  const first = await bootVm(vm, options, host);
  const early = diedWithoutAByte(first) ? await bootAgain(vm, options, host) : undefined;
  const end = early === undefined ? first : { ...first, reason: `${first.reason}; ${early}` };
  await decodeTraces(bundle, end.splats, options, work.reaper, host);
  return logs === undefined ? end : { ...end, logs };
}
