import type { ManifestFunction } from './manifest.js';
import type { Settings, Values } from './settings.js';

/** Version of the contract between plugins and the CLI; a plugin's package.json says `"rapido": { "api": 1 }`. */
export const CUT_API = 1;

/** The least a VM must have; users and `manifest` may raise it. */
export interface VmNeeds {
  /** Guest memory, as `512M` or `2G`. */
  readonly memory?: string;
  readonly cpus?: number;
  readonly network?: boolean;
  /** Kernel parameters. */
  readonly append?: readonly string[];
  readonly disks?: readonly DiskNeed[];
  /** Further values of QEMU's `-device`. */
  readonly devices?: readonly string[];
  /** Tags of virtiofs, each of a throw-away directory that virtiofsd serves on the host. */
  readonly virtiofs?: readonly string[];
}

/** A throw-away disk that the guest finds by its serial; a `--disk` of the same serial takes its place. */
export interface DiskNeed {
  readonly serial: string;
  /** As `8G`; 1G unless said. */
  readonly size?: string;
  readonly bus?: 'virtio' | 'nvme' | 'scsi';
  readonly readOnly?: true;
}

/**
 * A test suite, whose results Rapido reads while it runs. Its scripts are files of the cut's package, which the guest sources when
 * the autorun has set everything up, in its directory and environment; their arguments are what the user typed after `--`.
 */
export interface Suite {
  /** What the suite prints. `events`: nothing of its own; it calls `test_begin` and `test_end` of the autorun library. */
  readonly format: 'xfstests' | 'blktests' | 'tap' | 'ktap' | 'events';
  /** Directory in the guest whose files reach the bundle as each test ends. */
  readonly results: string;
  /**
   * Runs the tests that its arguments choose. Where Rapido has chosen, RAPIDO_TESTS has their names, one a line, and
   * RAPIDO_CONDITION their condition (a section), if they have one: of the arguments only those count then that choose no tests.
   */
  readonly run: string;
  /**
   * Prints the tests that its arguments choose, one a line, as `generic/001`, or `generic/001 (SECTION)` under a condition; runs
   * none. Needed for the count of tests, to go on after a crash, for `--jobs` and `--retry-failed`.
   */
  readonly list?: string;
}

/** What a kernel must bring: modules to load or only to include (each built in or as a module), and `.config` symbols. */
export interface KernelNeeds {
  readonly load?: readonly string[];
  readonly include?: readonly string[];
  /** `CONFIG_X` (y or m), or `CONFIG_X=value`. */
  readonly config?: readonly string[];
}

/** Everything of a cut but its functions. JSON: it is copied to `oclif.manifest.json`. */
export interface CutData<S extends Settings = Settings> {
  /** `samba-btrfs` becomes `rapido cut samba-btrfs`. */
  readonly name: string;
  readonly summary: string;
  readonly aliases?: readonly string[];
  readonly settings?: S;
  readonly kernel?: KernelNeeds;
  readonly vm?: VmNeeds;
  /** The autorun returns when the service is ready; the VM lives until every other VM of the run has ended. */
  readonly service?: true;
  readonly suite?: Suite;
  /** Regular expressions of kernel reports that the cut provokes: they do not count. Of a title, or a line of the report. */
  readonly allowSplats?: readonly string[];
  /** Set when users should go on to something else: what, in a sentence. They are told once a day. */
  readonly deprecated?: string;
  /** Other cuts that have to run beside this one, and under which VM name. */
  readonly needs?: readonly { readonly cut: string; readonly as: string; readonly package?: string }[];
}

/** What a cut's functions are told. */
export interface Context<S extends Settings = Settings> {
  readonly settings: Values<S>;
  readonly signal: AbortSignal;
  readonly kernel: {
    readonly release: string;
    readonly arch: string;
    /** Whether `CONFIG_X` is y or m; true where the kernel's configuration is not known. */
    has(config: string): boolean;
    /** Its `.config` on the host, where there is one. */
    readonly configFile?: string;
  };
}

/** Trouble that a plugin foresees: the user's (`usage`), this kernel's (`untestable`) or this machine's (`host`). */
export interface Problem {
  readonly kind: 'usage' | 'untestable' | 'host';
  readonly message: string;
  /** What to do next. */
  readonly fix?: string;
}

export interface CutDefinition<S extends Settings = Settings> extends CutData<S> {
  /** Pure: reads files of the host, asks no network, starts no process. */
  manifest: ManifestFunction<S>;
  /** May ask servers; run before every boot, bounded by the caller through `context.signal`. */
  preflight?(context: Context<S>): Promise<readonly Problem[]>;
}

/** A part of a manifest that several cuts share; sources are relative to `root`, the package it lies in. */
export interface Fragment<S extends Settings = Settings> {
  readonly root: string;
  readonly settings?: S;
  manifest: ManifestFunction<S>;
}

/** Identity: it only gives the definition its types. */
export function defineCut<const S extends Settings>(cut: CutDefinition<S>): CutDefinition<S> {
  return cut;
}
