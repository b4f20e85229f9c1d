import type { SplatKind } from '../types.js';

/** How a report is recognised, and what is to be known of it. To teach the detector a report, add a row. */
export interface Banner {
  /**
   * Matches a line of the kernel's log from its start on: what merely mentions a bug must not match. Its group `func` is
   * a function that the banner names, `file` a source file; any group can stand in the braces of `words`.
   */
  readonly pattern: RegExp;
  readonly kind: SplatKind;
  readonly fatal?: true;
  /** What the title says before ` in FUNCTION`; `{name}` is a group of the pattern, `{access}` KASAN's Read or Write. */
  readonly words: string;
  /**
   * Which function the title names. By default that of the banner, else of the registers, else of the trace; `lock`: the
   * one that took the lock; `irq`: the one that takes it in an interrupt; `culprit`: the one that keeps a CPU busy; `pair`: `func` and `other`; a pattern: the `func` of
   * a later line.
   */
  readonly names?: 'lock' | 'irq' | 'culprit' | 'pair' | 'nothing' | RegExp;
  /** The line that ends the report; without one it ends where its last trace does. */
  readonly end?: RegExp;
  /** The report is nothing but this line and others of its like. */
  readonly alone?: true;
  /** This line only counts reports: it is one where none of its kind came. */
  readonly sumsUp?: true;
  /** This line goes on with a report of one of these kinds that has not come to its trace yet. */
  readonly continues?: readonly SplatKind[];
  /** Longest silence within the report, in seconds, where it waits for something. Default: 5. */
  readonly patience?: number;
  /** The kernel goes on checking locks after this report of lockdep's. */
  readonly keepsLockdep?: true;
}

/** `---[ end trace 0000000000000000 ]---`, at the end of what WARN(), BUG(), die() and UBSAN print. */
export const END_TRACE = /^---\[ end trace\b/;
/** A rule of `=`: sanitizers print one before and one after. */
export const RULE = /^={20,}$/;
export const END_PANIC = /^---\[ end Kernel panic\b/;
