import type { Context, Fragment, Problem, VmNeeds } from './cut.js';
import type { Settings } from './settings.js';

/**
 * What a cut's `manifest` appends its entries to. Destinations are absolute paths in the guest; sources are paths on
 * the host: absolute, or relative to the package of the cut (a fragment's to its own package). Nothing is read or
 * copied while the entries are made, and all that is missing is reported at once afterwards.
 */
export interface Manifest {
  /**
   * Programs by name (found in PATH, the sbin directories and systemd's own), shared libraries by name (found where the loader does),
   * or paths of either or of a whole directory. Each keeps its path and brings its libraries or interpreter.
   */
  bin(...names: string[]): void;
  /** As `bin`, but one that the host does not have is left out. */
  tryBin(...names: string[]): void;
  file(dest: string, source: string, options?: { mode?: number; optional?: true }): void;
  /** A whole directory. `libs: false` copies its files without what their ELF files and scripts need. */
  tree(dest: string, source: string, options?: { exclude?: string[]; libs?: boolean; optional?: true }): void;
  dir(dest: string, mode?: number): void;
  slink(dest: string, target: string): void;
  /** Kernel modules by name or path of a `.ko`, with all they depend on; loaded before autorun. Built in counts as there. */
  kmod(...names: string[]): void;
  /** As `kmod`, but one that the kernel does not have is left out. */
  tryKmod(...names: string[]): void;
  /** A file with this text. `perRun`: sent when a VM starts instead of lying in the image; `secret` implies it. */
  data(dest: string, text: string, options?: { mode?: number; secret?: true; perRun?: true }): void;
  /** Scripts that the guest sources, in order, when it is up. */
  autorun(...sources: string[]): void;
  /** Treats `dest` as already there: no entry, tree or dependency brings it or what lies below it. */
  filter(dest: string): void;
  /** The entries of a `.fest` file. */
  include(source: string): void;
  /** The entries of a fragment, at this place; wait for it if it returns a promise. */
  use<S extends Settings>(fragment: Fragment<S>): void | Promise<void>;
  /** Needs that depend on settings; the larger of all said wins. */
  vm(needs: VmNeeds): void;
  /** Trouble that is not this code's: collected, and reported together with everything else that is missing. */
  problem(problem: Problem): void;
}

/** For a builder whose settings are those of the running cut. */
export type ManifestFunction<S extends Settings> = (m: Manifest, context: Context<S>) => void | Promise<void>;
