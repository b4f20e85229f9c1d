import type { ImageEntry } from '../../manifest/types.js';

/** One member of an image's archive. `path` is absolute, in the guest; everything belongs to root. */
export type Member = {
  readonly path: string;
  /** Permission bits, with setuid and its like; the type of file is `kind`. */
  readonly mode: number;
} & (
  | { readonly kind: 'dir' }
  | { readonly kind: 'symlink'; readonly target: string }
  /** A file of the host. */
  | {
      readonly kind: 'file';
      readonly source: string;
      readonly size: number;
      /** Which state of the source it is (`stampOf`). */
      readonly stamp: string;
      /** Names the inode, where several members share it. */
      readonly inode?: string;
    }
  | { readonly kind: 'data'; readonly data: Buffer }
  /** A fifo or a device: its type as in st_mode, and its device number. */
  | { readonly kind: 'special'; readonly type: number; readonly major: number; readonly minor: number }
);

/**
 * A run of members that changes as a whole: Rapido's own user space, the kernel's modules, a tree, the rest of the cut.
 * Sorted, so that directories come before what they hold; each part has all directories that its members lie in.
 */
export interface Part {
  readonly name: string;
  readonly members: readonly Member[];
}

/** What is to be laid out. */
export interface LayoutInput {
  /** What every image holds, and what the cut and the command line ask for. */
  readonly base: readonly ImageEntry[];
  readonly own: readonly ImageEntry[];
  /** Destinations that are to be treated as already there. */
  readonly filters: readonly string[];
}

export interface Layout {
  /** No path is in two of them, but for directories. */
  readonly parts: readonly Part[];
  /** Libraries and interpreters that are not on the host. */
  readonly missing: readonly MissingNeed[];
}

export interface MissingNeed {
  /** As the file says it: `libfoo.so.1`, `/usr/bin/perl6`. */
  readonly name: string;
  /** Files of the host that need it. */
  readonly neededBy: readonly string[];
  /** Only files of trees need it: that is the trees' business. */
  readonly ofTree: boolean;
}
