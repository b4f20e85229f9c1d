/**
 * The part of the newc cpio format (Documentation/driver-api/early-userspace/buffer-format.rst in the kernel tree) that
 * an image's record needs: an archive of directories and small files in front of everything else.
 */

const HEADER_BYTES = 110;
const TRAILER = 'TRAILER!!!';

export interface CpioFile {
  /** Without a leading slash. */
  readonly name: string;
  readonly mode: number;
  readonly data: Buffer;
}

const DIRECTORY = 0o040000;
const REGULAR = 0o100000;

/** An archive of regular files, each with the directories it lies in, padded to a multiple of 512 bytes. */
export function cpioArchive(files: readonly CpioFile[]): Buffer {
  const directories = [...new Set(files.flatMap(({ name }) => parents(name)))];
  const members = [
    ...directories.map((name) => member(name, DIRECTORY | 0o755, Buffer.alloc(0), 2)),
    ...files.map(({ name, mode, data }) => member(name, REGULAR | mode, data, 1)),
    member(TRAILER, 0, Buffer.alloc(0), 1),
  ];
  return padded(Buffer.concat(members), 512);
}

/** The first member of `archive` named `name`, or undefined; stops at the archive's trailer. Throws on anything else than newc. */
export function cpioFind(archive: Buffer, name: string): Buffer | undefined {
  for (let offset = 0; offset + HEADER_BYTES <= archive.length; ) {
    const field = (index: number) =>
      Number.parseInt(archive.toString('latin1', offset + 6 + index * 8, offset + 14 + index * 8), 16);
    if (archive.toString('latin1', offset, offset + 6) !== '070701') throw new Error('not a newc cpio archive');
    const [size, nameBytes] = [field(6), field(11)];
    const nameAt = offset + HEADER_BYTES;
    const dataAt = align(nameAt + nameBytes, 4);
    const memberName = archive.toString('utf8', nameAt, nameAt + nameBytes - 1);
    if (memberName === TRAILER) return undefined;
    if (memberName === name) {
      if (dataAt + size > archive.length) throw new Error('the archive ends too early');
      return archive.subarray(dataAt, dataAt + size);
    }
    offset = align(dataAt + size, 4);
  }
  return undefined;
}

function member(name: string, mode: number, data: Buffer, links: number): Buffer {
  const nameBytes = Buffer.from(`${name}\0`);
  // ino, mode, uid, gid, nlink, mtime, filesize, devmajor, devminor, rdevmajor, rdevminor, namesize, check
  const fields = [0, mode, 0, 0, links, 0, data.length, 0, 0, 0, 0, nameBytes.length, 0];
  const header = `070701${fields.map((value) => value.toString(16).padStart(8, '0')).join('')}`;
  return Buffer.concat([padded(Buffer.concat([Buffer.from(header, 'latin1'), nameBytes]), 4), padded(data, 4)]);
}

function parents(name: string): string[] {
  const parts = name.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function padded(data: Buffer, multiple: number): Buffer {
  return Buffer.concat([data], align(data.length, multiple));
}

function align(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
