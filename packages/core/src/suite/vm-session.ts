import type { FoundSplat } from '../run/types.js';

/** What a suite's run can do with the VM that it is in. */
export interface SuiteVm {
  /** Answers the guest's question what to run; resolves when the guest has taken all of it. */
  answer(answer: SuiteAnswer): Promise<void>;
  /** Ends the VM, after a look at it where it is to be explained. */
  end(outcome: 'hang' | 'retired', reason: string): void;
}

/** What the guest is to do next (docs/guest-protocol.md). */
export type SuiteAnswer =
  /** Say which tests the arguments choose. */
  | { readonly kind: 'list' }
  /** Run what the arguments choose. */
  | { readonly kind: 'all' }
  /** Run these, all of one condition. */
  | { readonly kind: 'tests'; readonly names: readonly string[]; readonly condition?: string }
  /** Nothing more: the suite's step is over. */
  | { readonly kind: 'end' };

/** A file that the guest has sent of its suite's results. */
export interface SuiteFile {
  /** Below the suite's directory of results, as `generic/001.out.bad`; never absolute, and without `..`. */
  readonly path: string;
  readonly data: Buffer;
  /** Its size in the guest, in bytes; what is in the middle of a larger one was not sent. */
  readonly size: number;
}

/** Follows a suite through the life of one VM: what the guest says of it, in the order in which the guest said it. */
export interface VmSession {
  /** The VM is about to run; called once, before everything else. */
  attach(vm: SuiteVm): void;
  /** Bytes that the suite printed. */
  output(data: Buffer): void;
  /** The guest asks what to do; `status` is that of what it did before, absent for the first question. */
  asked(status?: number): void;
  /** A line of the list that was asked for. */
  listed(label: string): void;
  file(file: SuiteFile): void;
  /** `test_begin` and `test_end` of the autorun library; words as they were given. */
  event(words: readonly string[]): void;
  /** A report of the kernel has begun. */
  splat(splat: FoundSplat): void;
  /** Lockdep has turned itself off. */
  lockdepOff(): void;
}
