import { createHash } from 'node:crypto';
import { FRESH } from '../../source-log.js';
import type { Member, Part } from './types.js';

/**
 * The members of a part as newc without a trailer, in a file of the cache: between an image's record and its trailer, any
 * number of them make one archive.
 */
export interface Segment {
  /** Of the part that it was made of. */
  readonly key: string;
  /** SHA-256 of its bytes. */
  readonly digest: string;
  readonly bytes: number;
  /** What its files take when unpacked, in whole pages. */
  readonly unpackedBytes: number;
  readonly path: string;
}

/** Of how a part is made a segment, and of the segments' names. */
const FORMAT = 1;

/** Names the state of all that a part is made of. */
export function segmentKey({ members }: Part): string {
  const hash = createHash('sha256').update(`rapido segment ${FORMAT}\n`);
  for (const member of members) hash.update(`${JSON.stringify(identity(member))}\n`);
  return hash.digest('hex');
}

/** Whether a source was changed so lately that its stamp does not tell its state: the key cannot be trusted again. */
export function isFresh({ members }: Part): boolean {
  return members.some((member) => member.kind === 'file' && member.stamp === FRESH);
}

/** `<key>-<digest>-<bytes>-<unpackedBytes>`: all that is to be known of a segment is in its name. */
export function segmentName({ key, digest, bytes, unpackedBytes }: Omit<Segment, 'path'>): string {
  return [key, digest, bytes, unpackedBytes].join('-');
}

/** What a file's name says; undefined for a file that is no segment. */
export function parseSegmentName(name: string): Omit<Segment, 'path'> | undefined {
  const [, key, digest, bytes, unpackedBytes] = /^([\da-f]{64})-([\da-f]{64})-(\d+)-(\d+)$/.exec(name) ?? [];
  if (key === undefined || digest === undefined) return undefined;
  return { key, digest, bytes: Number(bytes), unpackedBytes: Number(unpackedBytes) };
}

function identity(member: Member): readonly (string | number)[] {
  const { kind, path, mode } = member;
  switch (member.kind) {
    case 'dir':
      return [kind, path, mode];
    case 'symlink':
      return [kind, path, mode, member.target];
    case 'special':
      return [kind, path, mode, member.type, member.major, member.minor];
    case 'data':
      return [kind, path, mode, createHash('sha256').update(member.data).digest('hex')];
    case 'file':
      return [kind, path, mode, member.source, member.stamp, member.inode ?? ''];
  }
}
