/** The classes of what the kernel reports of itself. */
export const SPLAT_KINDS = [
  'panic',
  'oops',
  'bug',
  'warning',
  'kasan',
  'kmsan',
  'kcsan',
  'kfence',
  'ubsan',
  'lockdep',
  'atomic-sleep',
  'lockup',
  'hung-task',
  'rcu-stall',
  'kmemleak',
] as const;

export type SplatKind = (typeof SPLAT_KINDS)[number];

/** One problem that the kernel reported. */
export interface Splat {
  /** Its class. */
  readonly kind: SplatKind;
  /**
   * One line that is the same for the same problem on every machine: what it is and the function or file that it names,
   * as `KASAN: use-after-free Read in foo_release`, without addresses, offsets, numbers of CPUs and processes.
   */
  readonly title: string;
  /** A panic, an oops or the like: what the kernel does from then on proves nothing. Exit code 101 instead of 100. */
  readonly fatal: boolean;
  /** The whole report, line by line, as `[    1.234567] text`. */
  readonly report: readonly string[];
  /** Sequence number of its first record in the kernel's log. */
  readonly sequence: number;
  /** Microseconds since the kernel's start, of its first record. */
  readonly time: number;
}
