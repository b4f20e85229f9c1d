import type { Settings, Suite, VmNeeds } from '@rapido/kit';
import type { ImageEntry, RunFile } from '../manifest/types.js';

/** What an image says of itself: its first, uncompressed cpio entry `rapido/image.json`. */
export interface ImageRecord {
  readonly schema: 2;
  readonly cut: string;
  /** The plugin's package and version, as `@rapido/cut-simple@0.1.0`; `-` for a lone file. */
  readonly plugin: string;
  readonly created: string;
  readonly kernel: { readonly release: string; readonly buildId: string; readonly image: string };
  readonly vm: VmNeeds & { readonly memory: string; readonly cpus: number };
  /** What the cut's settings are; their values are sent when a VM starts. */
  readonly settings: Settings;
  /** Guest paths of files that only the plugin can make when a VM starts. */
  readonly runFiles: readonly string[];
  readonly service: boolean;
  readonly suite?: Suite;
  /** Regular expressions of splats that do not count. */
  readonly allowSplats: readonly string[];
  /** What the cut and the command line asked for, in the text form (docs/manifest.md); texts as their lengths. */
  readonly manifest: string;
  /** Size of what follows the record's own archive, in bytes, and of its files when unpacked. */
  readonly bytes: number;
  readonly unpackedBytes: number;
  /** SHA-256 of what follows the record's own archive. */
  readonly digest: string;
}

/** An image in its place. */
export interface Image {
  readonly path: string;
  readonly record: ImageRecord;
}

/** An image that has just been cut, and what goes with it when it is booted. */
export interface FreshImage extends Image {
  readonly runFiles: readonly RunFile[];
}

/** What an image driver is given. */
export interface ImageContents {
  readonly release: string;
  readonly entries: readonly ImageEntry[];
  readonly filters: readonly string[];
  /** A directory shaped like the guest's root: kernel modules with their index, and whatever the driver adds. */
  readonly stage: string;
}
