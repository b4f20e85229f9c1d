import type { RunFile } from '../manifest/types.js';
import type { Outcome } from '../outcome.js';
import type { Blockdev, Disk } from '../qemu/index.js';
import type { Splat } from '../splat/index.js';
import type { TestStatus } from '../suite/types.js';
import type { ReceivedFile } from './data-line.js';

export type Step =
  | { readonly kind: 'command'; readonly text: string }
  /** An executable file of the host, sent to the guest. */
  | { readonly kind: 'script'; readonly path: string };

/** One VM of a run, as data. */
export interface VmPlan {
  readonly name: string;
  /** Which of the VMs that share the work of a suite it is, from 1; one that takes the place of another has that one's. Absent: 1. */
  readonly job?: number;
  readonly image: string;
  readonly steps: readonly Step[];
  /** The cut's suite is to run, as step 1: with these arguments, which are what stands after `--`. */
  readonly suite?: { readonly args: readonly string[] };
  /** Values of the cut's settings, as text; exported to the guest. */
  readonly settings: Readonly<Record<string, string>>;
  readonly runFiles: readonly RunFile[];
  /** Bytes; absent: what the image says. */
  readonly memory?: number;
  readonly cpus?: number;
  readonly append: readonly string[];
  /** Besides those that the image's cut needs. */
  readonly disks: readonly Disk[];
  /** What those of the image's disks are, by serial, that are told to each VM anew. */
  readonly blockdevs?: Readonly<Record<string, Blockdev>>;
  /** Guest paths, or globs of them, of files for the bundle. */
  readonly get: readonly string[];
}

/** A step of a run, and how far it got. */
export interface StepResult {
  /** What was run, for people: `autorun`, the command, or the script's path. */
  readonly text: string;
  /** Its exit status. Absent: it was not run, or did not end. */
  readonly status?: number;
  /** When it began, in seconds since the VM's start. Absent: it was not run. */
  readonly began?: number;
  /** How long it took. Absent: it did not end. */
  readonly seconds?: number;
}

/** A splat of a run. */
export interface FoundSplat extends Splat {
  /** The step that ran as it began; 0 is the autorun, absent: before that. */
  readonly step?: number;
  /** By `--allow-splat`, `--ignore-splats` or the cut: it does not count. */
  readonly allowed: boolean;
  /** Whether the guest still did something afterwards. */
  readonly wentOn: boolean;
}

/** What was found out of a VM that hung, was out of time or died, before it was ended. */
export interface Examination {
  /** QEMU's own word for its state (`RunState` of QAPI), as `running` or `internal-error`. */
  readonly state: string;
  /** Where each CPU was: its instruction pointer, and the function where symbols are known. */
  readonly cpus: readonly string[];
  /** Tasks in uninterruptible sleep, as `NAME (PID) in FUNCTION`. */
  readonly blocked: readonly string[];
  /** How the kernel was made to tell: by its agent, by a break on the console, by an NMI, or not at all. */
  readonly answeredTo: 'agent' | 'break' | 'nmi' | 'nothing';
}

/** An interface of a VM that has come up, with its addresses as `192.168.155.101/24`. */
export interface UpInterface {
  /** Its name in the guest. */
  readonly nic: string;
  /** IPv4 and IPv6, with the length of the prefix. */
  readonly addresses: readonly string[];
}

/** How a VM started that was to be warm. */
export interface WarmStart {
  /** From a saved state; otherwise it was booted. */
  readonly restored: boolean;
  /** How long restoring took, until the guest was ready for its payload. */
  readonly seconds?: number;
  /** Why it was booted though it was to be restored. */
  readonly reason?: string;
  /** Size of the state that was saved of it, in bytes. */
  readonly saved?: number;
}

/** The kernel that a VM ran. */
export interface TestedKernel {
  /** As `uname -r` prints it. */
  readonly release: string;
  /** Its GNU build id, in hexadecimal; where it has none that is known, `sha256:` and the digest of its image. */
  readonly buildId: string;
  /** `pvh`: the vmlinux directly, without KASLR. */
  readonly bootedBy: 'bzimage' | 'pvh';
}

/** What came of one VM. */
export interface VmResult {
  /** Name of its cut. */
  readonly cut: string;
  /** The kernel under test. */
  readonly kernel: TestedKernel;
  /** Its cut is a service for other VMs. */
  readonly service?: true;
  /** When it was started, in seconds since the run's start. */
  readonly began: number;
  /** When its autorun had ended with status 0, in seconds since the run's start. Absent: it did not get so far. */
  readonly ready?: number;
  /** Seconds that it waited, when all else was ready for its autorun, for the services that it needs. Absent: it did not wait. */
  readonly waited?: number;
  /** Name of the VM that it needed, whose end was its own. */
  readonly endedFor?: string;
  /** How it ended. */
  readonly outcome: Outcome;
  /** Why, in a line. */
  readonly reason: string;
  /** In order, the autorun first. */
  readonly steps: readonly StepResult[];
  /** How long it ran. */
  readonly seconds: number;
  /** What its kernel reported of itself, in order. */
  readonly splats: readonly FoundSplat[];
  /** Letters of Documentation/admin-guide/tainted-kernels.rst at the end; absent where the guest could not say. */
  readonly taint?: string;
  /** Why it was ended though nothing was wrong with it, before its suite had ended: a fresh VM goes on with that. */
  readonly retired?: string;
  /** Why nothing can be concluded from what this VM did afterwards. */
  readonly distrust?: string;
  /** Directory of its logs, below the bundle; absent: the bundle itself. */
  readonly logs?: string;
  /** Kernel records that were overwritten before they could be sent. */
  readonly lostRecords: number;
  /** What `--get` brought. */
  readonly files: readonly ReceivedFile[];
  /** What was found out before it was ended; absent where it ended by itself. */
  readonly examination?: Examination;
  /** How it started; absent without `--warm`. */
  readonly warm?: WarmStart;
  /** Its interfaces; absent without a network, or where it did not come up. */
  readonly network?: readonly UpInterface[];
}

/** What came of a run: `result.json`, the result of `run --json` and `boot --json`, and the exit code. */
export interface Verdict {
  /** Changes when a field changes its meaning; fields may be added without. */
  readonly schema: 1;
  /** How the run ended; of several VMs the worst. */
  readonly outcome: Outcome;
  /** Rapido's exit code for it. */
  readonly exitCode: number;
  /** Name of the VM that decided. */
  readonly vm: string;
  /** Why it ended so, in a line; of several VMs with the name of the one that decided in front. */
  readonly reason: string;
  /** What came of each VM, by its name. */
  readonly vms: Readonly<Record<string, VmResult>>;
  /** The kernel of the VM that decided. */
  readonly kernel: TestedKernel;
  /** What its QEMU ran on. */
  readonly accelerator: 'kvm' | 'tcg';
  /** How many tests of its suite came to what; absent where none ran. */
  readonly tests?: Readonly<Record<TestStatus, number>>;
  /** ISO 8601 */
  readonly started: string;
  /** ISO 8601 */
  readonly ended: string;
  /** Directory with the logs of this run, absolute. */
  readonly bundle: string;
}
