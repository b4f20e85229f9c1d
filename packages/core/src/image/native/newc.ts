import { RapidoError } from '../../errors.js';

/**
 * The newc cpio format, as the kernel reads it: Documentation/driver-api/early-userspace/buffer-format.rst in the kernel
 * tree. Everything belongs to root and has no time.
 */
export interface NewcHeader {
  /** Without a leading slash. */
  readonly name: string;
  /** Type and permissions, as st_mode (inode(7)). */
  readonly mode: number;
  /** Bytes of content that follow: a file's data, or what a symbolic link points to. */
  readonly size?: number;
  /** Hard links are those members that share an inode; the last of them has the data. */
  readonly inode?: Inode;
  readonly links?: number;
  /** Of a device file. */
  readonly device?: { readonly major: number; readonly minor: number };
}

/** Numbers that name an inode in an archive, each of 32 bits. */
export interface Inode {
  readonly number: number;
  readonly major: number;
  readonly minor: number;
}

/** Types of files, as in st_mode. */
export const DIRECTORY = 0o040000;
export const REGULAR = 0o100000;
export const SYMLINK = 0o120000;

export const HEADER_BYTES = 110;
export const TRAILER = 'TRAILER!!!';

/** Names and contents are padded to a multiple of this. */
const ALIGNMENT = 4;

/** PATH_MAX, with the NUL at its end: the kernel leaves out members with longer names, without a word. */
const LONGEST_NAME = 4096;
const LARGEST_FILE = 0xffffffff;

/** A member's header and name, padded; `size` bytes, padded too, are to follow. A RapidoError for what does not fit. */
export function newcHeader(header: NewcHeader): Buffer {
  if (header.name !== TRAILER) return headerOf(header);
  throw new RapidoError('USAGE', `A file of this name would end an initramfs: /${TRAILER}`, {
    hint: 'Choose another name for it, or leave it out with a filter.',
  });
}

function headerOf({ name, mode, size = 0, inode, links = 1, device }: NewcHeader): Buffer {
  const nameBytes = Buffer.byteLength(name) + 1;
  checkLimits(name, nameBytes, mode, size);
  const { number = 0, major = 0, minor = 0 } = inode ?? {};
  // ino, mode, uid, gid, nlink, mtime, filesize, devmajor, devminor, rdevmajor, rdevminor, namesize, check
  const [rdevMajor, rdevMinor] = [device?.major ?? 0, device?.minor ?? 0];
  const fields = [number, mode, 0, 0, links, 0, size, major, minor, rdevMajor, rdevMinor, nameBytes, 0];
  const header = Buffer.alloc(aligned(HEADER_BYTES + nameBytes));
  header.write(`070701${fields.map((value) => value.toString(16).padStart(8, '0')).join('')}`, 'latin1');
  header.write(name, HEADER_BYTES);
  return header;
}

/** What ends an archive. */
export function newcTrailer(): Buffer {
  return headerOf({ name: TRAILER, mode: 0 });
}

/** `bytes` rounded up to where the next name or content begins. */
export function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

function checkLimits(name: string, nameBytes: number, mode: number, size: number): void {
  if (nameBytes > LONGEST_NAME || (isSymlink(mode) && size >= LONGEST_NAME)) {
    throw new RapidoError(
      'USAGE',
      `/${name}: a path in an initramfs, also one that a symbolic link has, is of at most ${LONGEST_NAME - 1} bytes.`,
      {
        hint: 'Choose a shorter one, or leave it out with a filter.',
      },
    );
  }
  if (size > LARGEST_FILE) {
    throw new RapidoError(
      'USAGE',
      `/${name}: a file in an initramfs is smaller than 4 GiB, and this one has ${size} bytes.`,
      {
        hint: 'Give it to the VM in another way, as on a disk, or leave it out with a filter.',
      },
    );
  }
}

function isSymlink(mode: number): boolean {
  return (mode & 0o170000) === SYMLINK;
}
