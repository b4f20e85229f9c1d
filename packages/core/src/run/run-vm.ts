import type { SuitePlan } from '../suite/types.js';
import type { RunOptions } from './launch.js';
import type { VmPlan } from './types.js';

/** One VM of a run, and what it is to the others. */
export interface RunVm {
  readonly plan: VmPlan;
  readonly options: RunOptions;
  /** Its cut's suite is to run, in as many VMs as that takes. */
  readonly suite?: SuitePlan;
  /** It lives until the VMs that are none have ended. */
  readonly isService: boolean;
  /** Names of the VMs whose services its autorun waits for. */
  readonly after: readonly string[];
}

/** What the VMs of a run have in common. */
export interface RunRequest {
  /** Names the bundle. */
  readonly name: string;
  /** Seconds that a service may take until it can be used; 120 under KVM and 300 under TCG unless said. */
  readonly readyTimeout?: number;
}
