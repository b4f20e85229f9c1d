import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from '../host.js';
import type { AttachedDisk } from '../qemu/index.js';
import type { VmSession } from '../suite/vm-session.js';
import { bootVm } from './boot-vm.js';
import type { Membership } from './company.js';
import { decodeTraces } from './decode-traces.js';
import { bootAgain, diedWithoutAByte } from './early-console.js';
import type { RunOptions } from './launch.js';
import type { OpenRun, OpenVm } from './open-run.js';
import type { Surroundings } from './run-part.js';
import type { Vm } from './start-vm.js';
import type { VmPlan } from './types.js';
import type { VmEnd } from './vm.js';

/** A VM that is to be booted: one of the run's, or another one for its work. */
export interface VmOfRun {
  /** The one of the run. */
  readonly vm: OpenVm;
  readonly plan: VmPlan;
  /** Directory for its logs, below the bundle; empty for the bundle itself. */
  readonly logs: string;
  readonly disks: readonly AttachedDisk[];
  readonly session?: VmSession;
  /** Seconds that are left for it, where they are not those of the run. */
  readonly timeout?: number;
}

/** Boots a VM in a run and follows it to its end; its logs are whole then. */
export async function bootIn(
  run: OpenRun,
  { vm: { image, setup, options: general, plan: first }, plan, logs, disks, session, timeout }: VmOfRun,
  { company, places }: Surroundings,
  host: Host,
): Promise<VmEnd> {
  const options: RunOptions = timeout === undefined ? general : { ...general, timeout };
  const bundle = join(run.bundle, logs);
  await mkdir(bundle, { recursive: true, mode: 0o700 });
  const { work } = run;
  const claim = places.take(first.name);
  const vm: Vm = { plan, image, setup, bundle, work, disks, peers: places.peers, ...(session ? { session } : {}) };
  const end = await bootMember({ ...vm, ...(claim ? { claim } : {}) }, company.join(first.name), options, host);
  const early = diedWithoutAByte(end) ? await bootAgain(vm, options, host) : undefined;
  const told = early === undefined ? end : { ...end, reason: `${end.reason}; ${early}` };
  await decodeTraces(bundle, told.splats, options, work.reaper, host);
  return logs === '' ? told : { ...told, logs };
}

/** As soon as it has ended, the others are to know. */
async function bootMember(vm: Vm, member: Membership, options: RunOptions, host: Host): Promise<VmEnd> {
  try {
    const end = await bootVm({ ...vm, member }, options, host);
    member.ended(end);
    return end;
  } catch (error) {
    member.ended({ outcome: 'host', reason: 'it could not be started' });
    throw error;
  }
}
