import type { VmNeeds } from '@rapido/kit';

/**
 * One thing that an image is to hold. `from` says who asked: `samba-btrfs`, `FILE:LINE` or `--bin`.
 * Sources are absolute when a builder or a parser has made the entry.
 */
export type ManifestEntry = { readonly from: string } & (
  | { readonly kind: 'bin'; readonly source: string; readonly dest?: string; readonly optional?: true }
  | {
      readonly kind: 'file';
      readonly dest: string;
      readonly source: string;
      readonly mode?: number;
      readonly optional?: true;
    }
  | {
      readonly kind: 'tree';
      readonly dest: string;
      readonly source: string;
      readonly exclude?: readonly string[];
      /** Also bring what the tree's ELF files and scripts need; true unless said otherwise. */
      readonly libs?: boolean;
      readonly optional?: true;
    }
  | { readonly kind: 'dir'; readonly dest: string; readonly mode?: number }
  | { readonly kind: 'slink'; readonly dest: string; readonly target: string }
  | { readonly kind: 'kmod'; readonly name: string; readonly load: boolean; readonly optional?: true }
  | {
      readonly kind: 'data';
      readonly dest: string;
      readonly text: string;
      readonly mode?: number;
      readonly secret?: true;
      readonly perRun?: true;
    }
  | { readonly kind: 'autorun'; readonly source: string }
  | { readonly kind: 'filter'; readonly dest: string }
);

/** What a manifest says: its entries and, at their place among them, further files and what the VM needs. */
export type ManifestItem =
  | ManifestEntry
  | {
      readonly from: string;
      readonly kind: 'include';
      readonly source: string;
      /** The package whose entries it brings. */
      readonly within?: string;
    }
  | { readonly from: string; readonly kind: 'vm'; readonly needs: VmNeeds };

/** As much of it as the text form can say. */
export type FestItem =
  | Exclude<ManifestItem, { kind: 'vm' }>
  | { readonly from: string; readonly kind: 'vm'; readonly needs: Pick<VmNeeds, 'memory' | 'cpus' | 'network'> };

/** A manifest with everything it includes, in order. */
export interface Manifested {
  readonly entries: readonly ManifestEntry[];
  readonly vm: VmNeeds;
}

/** What an image holds when every source has been found: what the image drivers are given. Sorted by `dest`. */
export type ImageEntry =
  /** Copied without following `source`'s own symbolic link twice; `needs`: with its libraries or interpreter. */
  | {
      readonly kind: 'file';
      readonly dest: string;
      readonly source: string;
      readonly mode?: number;
      readonly needs: boolean;
    }
  | {
      readonly kind: 'tree';
      readonly dest: string;
      readonly source: string;
      readonly exclude: readonly string[];
      readonly needs: boolean;
    }
  | { readonly kind: 'dir'; readonly dest: string; readonly mode: number }
  | { readonly kind: 'slink'; readonly dest: string; readonly target: string }
  | { readonly kind: 'data'; readonly dest: string; readonly text: string; readonly mode: number };

/** A file that reaches the guest when a VM starts. */
export interface RunFile {
  readonly dest: string;
  readonly text: string;
  /** File mode; 0600 for secrets. */
  readonly mode: number;
  readonly secret: boolean;
}

/** Entries sorted out: for the image, for the run payload, for the kernel's modules. */
export interface ResolvedManifest {
  readonly entries: readonly ImageEntry[];
  /** Destinations of the entries that every image holds. */
  readonly builtin: ReadonlySet<string>;
  /** Destinations that are to be treated as already there. */
  readonly filters: readonly string[];
  readonly runFiles: readonly RunFile[];
  readonly modules: readonly {
    readonly name: string;
    readonly load: boolean;
    readonly optional?: true;
    readonly from: string;
  }[];
  /** The autorun scripts in order, as paths in the guest (`/rapido/autorun/00-simple-example.sh`); also among `entries`. */
  readonly autorun: readonly string[];
  /** Everything that was not found, in the order asked. */
  readonly missing: readonly MissingThing[];
}

export interface MissingThing {
  /** `need`: a library or an interpreter, which a file `from` needs. */
  readonly kind: 'bin' | 'file' | 'tree' | 'autorun' | 'need';
  readonly name: string;
  readonly from: string;
  /** Where it is more than not there, as `may not be read`. */
  readonly why?: string;
  /** Package that has it, by distribution family, where known. */
  readonly packages?: Readonly<Partial<Record<'debian' | 'fedora' | 'opensuse', string>>>;
}
