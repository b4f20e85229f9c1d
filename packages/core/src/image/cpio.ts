import { aligned, DIRECTORY, HEADER_BYTES, newcHeader, newcTrailer, REGULAR, TRAILER } from './native/newc.js';

/** What an image's record needs of cpio: a newc archive of directories and small files in front of everything else. */
export interface CpioFile {
  /** Without a leading slash. */
  readonly name: string;
  readonly mode: number;
  readonly data: Buffer;
}

/**
 * An archive of regular files, each with the directories it lies in, padded to a multiple of 512 bytes. Without its
 * `trailer` it is the beginning of an archive, to which further members can be appended.
 */
export function cpioArchive(files: readonly CpioFile[], { trailer = true } = {}): Buffer {
  const directories = [...new Set(files.flatMap(({ name }) => parents(name)))];
  const members = Buffer.concat([
    ...directories.map((name) => newcHeader({ name, mode: DIRECTORY | 0o755, links: 2 })),
    ...files.flatMap(({ name, mode, data }) => [
      newcHeader({ name, mode: REGULAR | mode, size: data.length }),
      padded(data, aligned(data.length)),
    ]),
  ]);
  if (!trailer) return members;
  const archive = Buffer.concat([members, newcTrailer()]);
  return padded(archive, Math.ceil(archive.length / 512) * 512);
}

/**
 * The first member of `archive` named `name`, or undefined; stops at the archive's trailer. Throws on anything else than
 * newc.
 */
export function cpioFind(archive: Buffer, name: string): Buffer | undefined {
  for (let offset = 0; offset + HEADER_BYTES <= archive.length; ) {
    const field = (index: number) =>
      Number.parseInt(archive.toString('latin1', offset + 6 + index * 8, offset + 14 + index * 8), 16);
    if (archive.toString('latin1', offset, offset + 6) !== '070701') throw new Error('not a newc cpio archive');
    const [size, nameBytes] = [field(6), field(11)];
    const nameAt = offset + HEADER_BYTES;
    const dataAt = aligned(nameAt + nameBytes);
    const memberName = archive.toString('utf8', nameAt, nameAt + nameBytes - 1);
    if (memberName === TRAILER) return undefined;
    if (memberName === name) {
      if (dataAt + size > archive.length) throw new Error('the archive ends too early');
      return archive.subarray(dataAt, dataAt + size);
    }
    offset = aligned(dataAt + size);
  }
  return undefined;
}

function parents(name: string): string[] {
  const parts = name.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function padded(data: Buffer, length: number): Buffer {
  return Buffer.concat([data], length);
}
