import type { ManifestFunction } from './manifest.js';
import type { Settings, Values } from './settings.js';

/**
 * Version of the contract between plugins and the CLI. A plugin's package.json says which it is made for, and may say
 * which versions of the CLI it needs: `"rapido": { "api": 1, "cli": ">=0.1" }`.
 */
export const CUT_API = 1;

/** The least a VM must have; users and `manifest` may raise it. */
export interface VmNeeds {
  /** Guest memory, as `512M` or `2G`. */
  readonly memory?: string;
  /** How many CPUs; a whole number. */
  readonly cpus?: number;
  /** Whether it has an interface, on whatever network the user has chosen. */
  readonly network?: boolean;
  /** Kernel parameters, one an entry. */
  readonly append?: readonly string[];
  /** Disks, each VM its own; those with a `blockdev` are the same for all. */
  readonly disks?: readonly DiskNeed[];
  /** Further values of QEMU's `-device`. */
  readonly devices?: readonly string[];
  /** Tags of virtiofs, each of a throw-away directory that virtiofsd serves on the host. */
  readonly virtiofs?: readonly string[];
}

/**
 * A disk that the guest finds by its serial (`disk_by_serial` of the autorun library), thrown away with the VM unless it has a
 * `blockdev`; a `--disk` of the same serial takes its place.
 */
export interface DiskNeed {
  /** Up to 20 printable ASCII characters, without spaces. */
  readonly serial: string;
  /** As `8G`; 1G unless said. On the host it takes only what the guest writes. */
  readonly size?: string;
  /** How it is connected; `virtio` unless said. */
  readonly bus?: 'virtio' | 'nvme' | 'scsi';
  /** The guest cannot write to it. */
  readonly readOnly?: true;
  /**
   * What it is instead of a throw-away file of a `size`: the properties of QEMU's `-blockdev`, as `{ driver: 'rbd', pool: 'rbd', image: 'a' }`,
   * but for `node-name` and `read-only`. JSON, with absolute paths. Told to each VM as it starts, and in no image: another one makes no
   * other image. No secret may be in it, as QEMU's command line shows it. A VM with such a disk is never restored (`--warm`), and
   * several of one suite (`--jobs`) may have it only where it is `readOnly`.
   */
  readonly blockdev?: Readonly<Record<string, unknown>>;
}

/**
 * A test suite, whose results Rapido reads while it runs. Its scripts are files of the cut's package, which the guest sources when
 * the autorun has set everything up, in its directory and environment; their arguments are what the user typed after `--`.
 */
export interface Suite {
  /** What the suite prints. `events`: nothing of its own; it calls `test_begin` and `test_end` of the autorun library. */
  readonly format: 'xfstests' | 'blktests' | 'tap' | 'ktap' | 'events';
  /** Directory in the guest, an absolute path, whose files reach the bundle as each test ends. */
  readonly results: string;
  /**
   * Script, relative to the package. Runs the tests that its arguments choose. Where Rapido has chosen, RAPIDO_TESTS has their names, one a line, and
   * RAPIDO_CONDITION their condition (a section), if they have one: of the arguments only those count then that choose no tests.
   */
  readonly run: string;
  /**
   * Script, relative to the package. Prints the tests that its arguments choose, one a line, as `generic/001`, or `generic/001 (SECTION)` under a condition; runs
   * none. Needed for the count of tests, to go on after a crash, for `--jobs` and `--retry-failed`.
   */
  readonly list?: string;
}

/** What a kernel must bring. One that lacks any of it is not booted: exit code 125, naming all that is missing. */
export interface KernelNeeds {
  /** Modules by name, loaded before the autorun; built in counts as there. */
  readonly load?: readonly string[];
  /** Modules by name that are only put into the image; built in counts as there. */
  readonly include?: readonly string[];
  /** Symbols of its `.config`: `CONFIG_X` (y or m), or `CONFIG_X=value`. Unchecked where its `.config` is not known. */
  readonly config?: readonly string[];
}

/**
 * Everything of a cut but its functions. JSON: it is copied to `oclif.manifest.json`, from which listing, help and
 * completion take it without loading the plugin's code.
 */
export interface CutData<S extends Settings = Settings> {
  /** Of a-z, 0-9 and `-`: `samba-btrfs` becomes `rapido cut samba-btrfs`. Of two plugins with one name, `rapido list` says which counts. */
  readonly name: string;
  /** One line, without a full stop, for `rapido list` and help. */
  readonly summary: string;
  /** Other names of it. */
  readonly aliases?: readonly string[];
  /** The keys of `rapido.conf` that the cut reads. */
  readonly settings?: S;
  /** What the kernel must bring. */
  readonly kernel?: KernelNeeds;
  /** The least that the VM must have. */
  readonly vm?: VmNeeds;
  /**
   * The cut is a server, of this kind: `smb`. Its autorun returns when the service can be used. In a run of several VMs its VM lives
   * until those of the others have ended.
   */
  readonly service?: string;
  /** The test suite that the cut brings. */
  readonly suite?: Suite;
  /** Its `preflight` can make the image on a server that the cut uses: `rapido run` and `boot` take `--create-image`. */
  readonly createsImage?: true;
  /** Regular expressions of kernel reports that the cut provokes: they do not count. Of a title, or a line of the report. */
  readonly allowSplats?: readonly string[];
  /** Set when users should go on to something else: what, in a sentence. They are told once a day. */
  readonly deprecated?: string;
  /** Services that its autorun uses: it waits until the VMs of the same run that have them are ready. */
  readonly needs?: readonly NeededService[];
}

/** A service that a cut uses, of another VM of the run or of a server that the user has. */
export interface NeededService {
  /** What kind it is: the `service` of the cuts that have it, as `smb`. */
  readonly service: string;
  /**
   * The cut's setting, a string, that says where the server is. A name of a VM of the run means that VM; unset, it is the only VM of
   * the run that has the service, whose name the guest then gets as the value. Anything else is a server outside of the run. Absent:
   * the service is of a VM of the run.
   */
  readonly setting?: string;
  /** A cut that has the service, for messages and help. */
  readonly cut: string;
  /** The npm package of that cut, where it is not the same one. */
  readonly package?: string;
}

/** What a cut's functions are told. */
export interface Context<S extends Settings = Settings> {
  /**
   * The checked values of the cut's settings. In `manifest`, only what is read counts for the image: another value of
   * a setting that was not read does not make it anew.
   */
  readonly settings: Values<S>;
  /** Aborts when the user interrupts, or the time is over: pass it to whatever waits. */
  readonly signal: AbortSignal;
  /** The kernel under test. */
  readonly kernel: {
    /** As `uname -r` prints it. */
    readonly release: string;
    /** As `uname -m` prints it: `x86_64`. */
    readonly arch: string;
    /** Whether `CONFIG_X` is y or m; true where the kernel's configuration is not known. */
    has(config: string): boolean;
    /** Path of its `.config` on the host, where there is one. */
    readonly configFile?: string;
  };
}

/** What a cut's `preflight` is told. */
export interface PreflightContext<S extends Settings = Settings> extends Context<S> {
  /** The user has said `--create-image`: what the cut keeps its data in on a server may be made where it is not there. */
  readonly createImage: boolean;
  /** How many VMs may run the cut's suite at a time (`--jobs`); 1 without one. */
  readonly jobs: number;
  /** Tells the user something that is no problem, in a line. The name of the cut is put in front of it. */
  note(text: string): void;
}

/**
 * Trouble that a plugin foresees. It is data: given to `m.problem`, returned by `preflight`, or thrown to stop there.
 * Whatever else is thrown is reported as a bug of the plugin, by its name.
 */
export interface Problem {
  /**
   * Whose it is, which is the exit code: a setting's or the command line's (`usage`, 129), this kernel's (`untestable`,
   * 125), or this machine's or a server's (`host`, 128).
   */
  readonly kind: 'usage' | 'untestable' | 'host';
  /** What is wrong, in a line, with the names and values it is about. */
  readonly message: string;
  /** What to do next. */
  readonly fix?: string;
}

/** A cut: its data, and its functions. */
export interface CutDefinition<S extends Settings = Settings> extends CutData<S> {
  /** Says what the image holds. Pure: reads files of the host at most, asks no network, starts no process. */
  manifest: ManifestFunction<S>;
  /**
   * Asks what only servers can tell, before every boot, also of an image that was cut long ago. Resolves with the
   * problems it finds, or with none. `context.signal` aborts after 30 seconds, which counts as a bug of the plugin.
   */
  preflight?(context: PreflightContext<S>): Promise<readonly Problem[]>;
}

/**
 * A part of a manifest that several cuts share, also of several packages. A cut takes its settings over, and says with
 * `m.use(fragment)` where its entries go.
 *
 * @example
 * ```ts
 * const demo = defineCut({
 *   name: 'demo',
 *   summary: 'Uses a fragment',
 *   settings: { ...ceph.settings },
 *   manifest(m) {
 *     m.use(ceph);
 *   },
 * });
 * ```
 */
export interface Fragment<S extends Settings = Settings> {
  /** Absolute path of the package that it lies in: its relative sources start there. */
  readonly root: string;
  /** The settings that it reads; the cut that uses it has to declare each of them. */
  readonly settings?: S;
  /** Says what it adds; as a cut's. */
  manifest: ManifestFunction<S>;
}

/**
 * Gives a definition its types, and returns it as it is: a plain object of the same shape is a cut as well.
 *
 * @example
 * ```ts
 * import { defineCut } from '@rapido/kit';
 *
 * export const hello = defineCut({
 *   name: 'hello', // rapido cut hello
 *   summary: 'Greets, from a kernel with Btrfs',
 *   settings: {
 *     HELLO_NAME: { type: 'string', summary: 'Who is greeted', default: 'world' },
 *   },
 *   kernel: { load: ['btrfs'], config: ['CONFIG_BTRFS_FS'] },
 *   vm: { memory: '1G' },
 *   manifest(m, { settings }) {
 *     m.bin('mkfs.btrfs', 'mount');
 *     m.data('/etc/hello', `${settings.HELLO_NAME}\n`, { perRun: true });
 *     m.autorun('guest/hello.sh'); // relative to this package
 *   },
 * });
 * ```
 */
export function defineCut<const S extends Settings>(cut: CutDefinition<S>): CutDefinition<S> {
  return cut;
}
