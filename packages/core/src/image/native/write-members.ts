import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { RapidoError } from '../../errors.js';
import type { ByteWriter } from './byte-writer.js';
import { type HardLink, hardLinks } from './hard-links.js';
import { aligned, DIRECTORY, newcHeader, REGULAR, SYMLINK } from './newc.js';
import type { Member } from './types.js';

type FileMember = Extract<Member, { kind: 'file' }>;

/** What a page of memory holds: an unpacked file takes whole ones. */
const PAGE = 4096;

/**
 * Writes members as newc, without the trailer that ends an archive, and returns how many bytes their files take when
 * unpacked. A file that shrinks while it is read is filled with zeros, one that grows is cut. A RapidoError names a file
 * that cannot be read, or a member that newc cannot hold.
 */
export async function writeMembers(writer: ByteWriter, members: readonly Member[]): Promise<number> {
  const links = hardLinks(members);
  let unpackedBytes = 0;
  for (const member of members) {
    const size = await writeMember(writer, member, links.get(member));
    unpackedBytes += Math.ceil(size / PAGE) * PAGE;
    await writer.pace();
  }
  return unpackedBytes;
}

/** Returns the size of the member's own data. */
async function writeMember(writer: ByteWriter, member: Member, link: HardLink | undefined): Promise<number> {
  const name = member.path === '/' ? '.' : member.path.slice(1);
  switch (member.kind) {
    case 'dir':
      writer.write(newcHeader({ name, mode: DIRECTORY | member.mode, links: 2 }));
      return 0;
    case 'symlink':
      writeData(writer, name, SYMLINK | member.mode, Buffer.from(member.target));
      return 0;
    case 'special': {
      const { major, minor } = member;
      writer.write(newcHeader({ name, mode: member.type | member.mode, device: { major, minor } }));
      return 0;
    }
    case 'data':
      writeData(writer, name, REGULAR | member.mode, member.data);
      return member.data.length;
    case 'file':
      return writeFile(writer, name, member, link);
  }
}

function writeData(writer: ByteWriter, name: string, mode: number, data: Buffer): void {
  writer.write(newcHeader({ name, mode, size: data.length }));
  writer.write(data);
  pad(writer, data.length);
}

async function writeFile(
  writer: ByteWriter,
  name: string,
  member: FileMember,
  link: HardLink | undefined,
): Promise<number> {
  const header = { name, mode: REGULAR | member.mode, ...(link ? { inode: link.inode, links: link.links } : {}) };
  if (link && !link.last) {
    writer.write(newcHeader(header));
    return 0;
  }
  const { file, size } = openSource(member);
  try {
    writer.write(newcHeader({ ...header, size }));
    await writer.copy(file, size);
  } catch (error) {
    throw isReadFailure(error) ? unreadable(member, error) : error;
  } finally {
    closeSync(file);
  }
  pad(writer, size);
  return size;
}

function openSource(member: FileMember): { readonly file: number; readonly size: number } {
  const file = tryOpen(member);
  const found = fstatSync(file);
  if (found.isFile()) return { file, size: found.size };
  closeSync(file);
  throw unreadable(member, new Error('it is not a regular file any more'));
}

function tryOpen(member: FileMember): number {
  try {
    // Nobody is to be waited for, should a fifo be there by now.
    return openSync(member.source, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw unreadable(member, error as Error);
  }
}

function isReadFailure(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error && error.syscall === 'read';
}

function unreadable({ path, source }: FileMember, cause: Error): RapidoError {
  return new RapidoError('HOST', `Cannot read ${source}, which is to be ${path} in the image: ${cause.message}.`, {
    hint: 'Make it readable for you, or leave it out of the cut.',
    cause,
  });
}

function pad(writer: ByteWriter, size: number): void {
  writer.zeros(aligned(size) - size);
}
