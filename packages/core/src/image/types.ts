import type { DiskNeed, NeededService, Settings, Suite, VmNeeds } from '@rapido/kit';
import type { ImageEntry } from '../manifest/types.js';

/** What an image says of itself: its first, uncompressed cpio entry `rapido/image.json`. */
export interface ImageRecord {
  readonly schema: 4;
  readonly cut: string;
  /** The plugin's package and version, as `@rapido/cut-simple@0.1.0`; `-` for a lone file. */
  readonly plugin: string;
  /** What packed it: `native` images are one newc archive, `dracut`'s begin with an archive of the record alone. */
  readonly driver: 'native' | 'dracut';
  readonly kernel: { readonly release: string; readonly buildId: string; readonly image: string };
  readonly vm: Omit<VmNeeds, 'disks'> & {
    readonly memory: string;
    readonly cpus: number;
    readonly disks?: readonly RecordedDisk[];
  };
  /** What the cut's settings are; their values are sent when a VM starts. */
  readonly settings: Settings;
  /** Guest paths of files that only the plugin can make when a VM starts. */
  readonly runFiles: readonly string[];
  /** The kind of service that it is, for other VMs of a run. */
  readonly service?: string;
  /** The services that its autorun uses. */
  readonly needs?: readonly NeededService[];
  readonly suite?: Suite;
  /** Regular expressions of splats that do not count. */
  readonly allowSplats: readonly string[];
  /** What the cut and the command line asked for, in the text form (docs/manifest.md); texts as their lengths. */
  readonly manifest: string;
  /** Size of what follows the record's own archive, in bytes, and of its files when unpacked. */
  readonly bytes: number;
  readonly unpackedBytes: number;
  /** SHA-256 of what follows the record's own archive; of `native` images, of the digests of their segments. */
  readonly digest: string;
  /** Of a `native` image: what it is put together of, in this order, an archive's trailer coming last. */
  readonly segments?: readonly ImageSegment[];
}

/** A disk that the cut needs. `perRun`: only the plugin can tell what it is (`blockdev`), when a VM starts. */
export interface RecordedDisk extends Omit<DiskNeed, 'blockdev'> {
  readonly perRun?: true;
}

/** A part of an image, and the size and SHA-256 of its bytes. */
export interface ImageSegment {
  readonly part: string;
  readonly bytes: number;
  readonly digest: string;
}

/** What follows an image's record. */
export type ImageBody = Pick<ImageRecord, 'bytes' | 'unpackedBytes' | 'digest' | 'segments'>;

/** An image in its place. */
export interface Image {
  readonly path: string;
  readonly record: ImageRecord;
}

/** What dracut is given. */
export interface DracutContents {
  readonly release: string;
  readonly entries: readonly ImageEntry[];
  readonly filters: readonly string[];
  /** A directory shaped like the guest's root: kernel modules with their index, and whatever is added for dracut. */
  readonly stage: string;
}
