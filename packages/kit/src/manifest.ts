import type { Context, Fragment, Problem, VmNeeds } from './cut.js';
import type { Settings } from './settings.js';

/**
 * What a cut's `manifest` appends its entries to. Destinations are absolute paths in the guest; sources are paths on
 * the host: absolute, or relative to the package of the cut (a fragment's to its own package), out of which they may not
 * lead, nor may a symbolic link. Nothing is copied while the entries are made, and all that is missing is reported at once
 * afterwards.
 */
export interface Manifest {
  /**
   * Programs by name (found in PATH, the sbin directories and systemd's own), shared libraries by name (found where the loader does),
   * or paths of either or of a whole directory. Each keeps its path and brings its libraries or interpreter.
   */
  bin(...names: string[]): void;
  /** As `bin`, but one that the host does not have is left out. */
  tryBin(...names: string[]): void;
  /** One file, with what it needs if it is an ELF file (libraries) or a script (interpreter). */
  file(dest: string, source: string, options?: FileOptions): void;
  /** A whole directory with all that is in it, and what its ELF files and scripts need. */
  tree(dest: string, source: string, options?: TreeOptions): void;
  /** A directory of the mode `mode`, 0o755 unless said. Those above each entry are made without being asked for. */
  dir(dest: string, mode?: number): void;
  /** A symbolic link at `dest`, whose text is `target`. */
  slink(dest: string, target: string): void;
  /** Kernel modules by name or path of a `.ko`, with all they depend on; loaded before autorun. Built in counts as there. */
  kmod(...names: string[]): void;
  /** As `kmod`, but one that the kernel does not have is left out. */
  tryKmod(...names: string[]): void;
  /** A file with this text. */
  data(dest: string, text: string, options?: DataOptions): void;
  /** Scripts of the package, which bash in the guest sources, in order, when it is up. */
  autorun(...sources: string[]): void;
  /** Treats `dest` as already there: no entry, tree or dependency brings it or what lies below it. */
  filter(dest: string): void;
  /** The entries of a `.fest` file. */
  include(source: string): void;
  /** The entries of a fragment, at this place. Wait for it where the fragment is async and the order matters. */
  use<S extends Settings>(fragment: Fragment<S>): void | Promise<void>;
  /** Needs that depend on settings; the larger of all said wins. */
  vm(needs: VmNeeds): void;
  /** Trouble that is not this code's: collected, and reported together with everything else that is missing. */
  problem(problem: Problem): void;
}

/** How `Manifest.file` copies a file. */
export interface FileOptions {
  /** Permission bits, as `0o644`; the source's own unless said. */
  mode?: number;
  /** Left out where the host does not have it. */
  optional?: true;
}

/** How `Manifest.tree` copies a directory. */
export interface TreeOptions {
  /** Paths below the source that are left out; `*` and `?` stand for any characters, also `/`. */
  exclude?: string[];
  /** `false`: its files alone, without what their ELF files and scripts need. */
  libs?: boolean;
  /** Left out where the host does not have it. */
  optional?: true;
}

/** How `Manifest.data` makes a file. */
export interface DataOptions {
  /** Permission bits; 0o644 unless said, 0o600 of a secret. */
  mode?: number;
  /** It is in no image, log or bundle: the guest gets it when it starts. */
  secret?: true;
  /** Sent when a VM starts, instead of lying in the image: for text that settings make, so that one image serves all of them. */
  perRun?: true;
}

/** Appends a cut's, or a fragment's, entries to `m`. It may be async; after 20 seconds it counts as a bug of the plugin. */
export type ManifestFunction<S extends Settings> = (m: Manifest, context: Context<S>) => void | Promise<void>;
