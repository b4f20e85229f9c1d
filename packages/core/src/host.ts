import type { SplatKind } from './splat/types.js';
import type { TestStatus } from './suite/types.js';

/** What core is given by whoever calls it; core itself never prints and never reads global state. */
export interface Host {
  emit(event: RunEvent): void;
  /** Aborted when the user interrupts. `reason` is a RapidoError with the exit code of the signal. */
  readonly signal: AbortSignal;
  /**
   * Resolves when the renderer has let go of the terminal; call the result to give it back, with the end of what has
   * been printed on it meanwhile (latin1).
   */
  lendTerminal(): Promise<(printed: string) => Promise<void>>;
}

/** Where core may read and write: the process' surroundings, handed in so that tests can give their own. */
export interface Environment {
  readonly cwd: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly dirs: Directories;
}

/** Rapido's own directories; each may not exist yet. `runtime` holds what lives as long as a VM. */
export interface Directories {
  readonly config: string;
  readonly cache: string;
  readonly state: string;
  readonly runtime: string;
}

/**
 * How far a VM is. `waiting`: for the services that it needs, whose VMs the text names; `staying`: it has done its work, and is there
 * for the others.
 */
export type VmState = 'number' | 'start' | 'init' | 'network' | 'waiting' | 'autorun' | 'ready' | 'staying' | 'off';

/** How far a suite is: how many tests have ended, and which of them did not pass; of how many, where that is known. */
export interface SuiteProgress {
  readonly done: number;
  readonly failed: number;
  readonly skipped: number;
  readonly total?: number;
  /** Estimated from how long the tests took in earlier runs. */
  readonly secondsLeft?: number;
}

/** What happens while core works. `vm` is the VM's name; the receiver takes the time. */
export type RunEvent =
  /** A piece of work worth a line. `id` is unique in a run; `note` says what came of it. */
  | {
      readonly type: 'task';
      readonly id: string;
      readonly title?: string;
      readonly state: 'start' | 'done' | 'skip' | 'fail';
      readonly note?: string;
    }
  /** A line printed by a task's program: live progress, not a result. */
  | { readonly type: 'output'; readonly task: string; readonly line: string }
  | { readonly type: 'note'; readonly level: 'info' | 'warn'; readonly text: string }
  | { readonly type: 'vm'; readonly vm: string; readonly state: VmState; readonly text?: string }
  /** Bytes of the VM's serial console, in batch mode. */
  | { readonly type: 'console'; readonly vm: string; readonly data: Uint8Array }
  /** Bytes that a step printed; index 0 is the autorun. */
  | { readonly type: 'step-output'; readonly vm: string; readonly index: number; readonly data: Uint8Array }
  /** The kernel has reported a problem; `step` is the one that ran. */
  | {
      readonly type: 'splat';
      readonly vm: string;
      readonly kind: SplatKind;
      readonly title: string;
      readonly allowed: boolean;
      readonly step?: number;
    }
  /** A test of a suite begins (no status) or has ended, and how far the suite is. */
  | {
      readonly type: 'test';
      readonly vm: string;
      /** As `generic/001 (xfs_4k)`. */
      readonly label: string;
      readonly status?: Exclude<TestStatus, 'flaky'>;
      readonly seconds?: number;
      readonly reason?: string;
      /** From 1: how often it has been begun in this run. */
      readonly attempt: number;
      readonly progress: SuiteProgress;
    }
  /** A step begins (no status) or has ended. */
  | {
      readonly type: 'step';
      readonly vm: string;
      readonly index: number;
      readonly text: string;
      readonly status?: number;
    };

/** Emits a task around `work`: start, then done with the note that `work` returns, or fail. */
export async function task<T>(
  host: Host,
  id: string,
  title: string,
  work: (line: (line: string) => void) => Promise<T>,
  note?: (result: T) => string | undefined,
): Promise<T> {
  host.emit({ type: 'task', id, title, state: 'start' });
  try {
    const result = await work((line) => host.emit({ type: 'output', task: id, line }));
    const text = note?.(result);
    host.emit({ type: 'task', id, state: 'done', ...(text === undefined ? {} : { note: text }) });
    return result;
  } catch (error) {
    host.emit({ type: 'task', id, state: 'fail' });
    throw error;
  }
}
