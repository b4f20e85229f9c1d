import type { KernelConfig } from './kernel-config.js';

/** The kernel under test. Plain data; nothing of it is guessed. */
export interface Kernel {
  readonly release: string;
  readonly arch: 'x86_64';
  /** The bzImage. */
  readonly image: string;
  /** Where it was built; absent for an installed kernel. */
  readonly tree?: KernelTree;
  /** The ELF file of a build tree, where it lies. */
  readonly vmlinux?: string;
  /** GNU build id of the vmlinux, or `sha256:` and the digest of the image where there is none. */
  readonly buildId: string;
  /** For people: how it was found, as `KERNEL_SRC (/home/me/rapido.conf:3)` or `--kernel`. */
  readonly foundBy: string;
  /** Its `.config`; absent where none was found. */
  readonly config?: KernelConfig;
  readonly modules: ModuleSource;
}

/** A kernel tree, built in itself (`dir` and `source` are the same) or with `O=dir`. */
export interface KernelTree {
  readonly dir: string;
  readonly source: string;
}

/** Where a kernel's modules are. */
export type ModuleSource =
  /** `modules_install`ed: `dir` is `…/lib/modules/RELEASE`. */
  | { readonly kind: 'installed'; readonly dir: string }
  /** Straight from the build tree's `modules.order`. */
  | { readonly kind: 'tree'; readonly dir: string }
  /** A kernel without modules, or none found; `dir` may still say which are built in. */
  | { readonly kind: 'none'; readonly dir?: string };

/** The modules that a cut needs, with all they depend on. */
export interface ModuleClosure {
  /** `dest` is below `kernel/` or `extra/` of the guest's `lib/modules/RELEASE`. Sorted by `dest`. */
  readonly files: readonly { readonly name: string; readonly source: string; readonly dest: string }[];
  /**
   * Of those asked for: to be loaded in this order by the guest (built-in ones left out), which gives them to modprobe:
   * names with `_`, or an alias as it was asked for.
   */
  readonly load: readonly string[];
  /** Of those asked for: built into the kernel. */
  readonly builtin: readonly string[];
  /** Of those asked for and not optional, or what they depend on: neither a module on disk nor built in. */
  readonly missing: readonly string[];
}

/** A module that somebody asked for. `name` is a module's name or alias, or the path of a `.ko`. */
export interface ModuleRequest {
  readonly name: string;
  readonly load: boolean;
  readonly optional?: true;
}
