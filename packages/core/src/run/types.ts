import type { RunFile } from '../manifest/types.js';
import type { Outcome } from '../outcome.js';
import type { Disk } from '../qemu/index.js';

export type Step =
  | { readonly kind: 'command'; readonly text: string }
  /** An executable file of the host, sent to the guest. */
  | { readonly kind: 'script'; readonly path: string };

/** One VM of a run, as data. */
export interface VmPlan {
  readonly name: string;
  readonly image: string;
  readonly steps: readonly Step[];
  /** Values of the cut's settings, as text; exported to the guest. */
  readonly settings: Readonly<Record<string, string>>;
  readonly runFiles: readonly RunFile[];
  /** Bytes; absent: what the image says. */
  readonly memory?: number;
  readonly cpus?: number;
  readonly append: readonly string[];
  /** Besides those that the image's cut needs. */
  readonly disks: readonly Disk[];
}

export interface StepResult {
  readonly text: string;
  /** Absent: it was not run, or did not end. */
  readonly status?: number;
  readonly seconds?: number;
}

export interface VmResult {
  readonly outcome: Outcome;
  readonly reason: string;
  readonly steps: readonly StepResult[];
  readonly seconds: number;
}

/** What came of a run: `result.json`, the result of `run --json` and `boot --json`, and the exit code. */
export interface Verdict {
  readonly schema: 1;
  readonly outcome: Outcome;
  readonly exitCode: number;
  /** The VM that decided. */
  readonly vm: string;
  readonly reason: string;
  readonly vms: Readonly<Record<string, VmResult>>;
  readonly kernel: { readonly release: string; readonly buildId: string; readonly bootedBy: 'bzimage' | 'pvh' };
  readonly accelerator: 'kvm' | 'tcg';
  /** Directory with the logs of this run. */
  readonly bundle: string;
}
