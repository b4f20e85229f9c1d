import { createHash } from 'node:crypto';
import type { Inode } from './newc.js';
import type { Member } from './types.js';

/** What a member is among those that share its inode. */
export interface HardLink {
  readonly inode: Inode;
  readonly links: number;
  /** Whether it is the last one: the one with the data, as GNU cpio does it. */
  readonly last: boolean;
}

/**
 * The members that share an inode with others. Device numbers are made of their paths: an unpacker tells inodes by device
 * and number, and no path is in two segments of an image.
 */
export function hardLinks(members: readonly Member[]): ReadonlyMap<Member, HardLink> {
  const groups = [...byInode(members).values()].filter((group) => group.length > 1);
  const device = deviceOf(groups.flat());
  return new Map(
    groups.flatMap((group, index) =>
      group.map((member): [Member, HardLink] => [
        member,
        { inode: { number: index + 1, ...device }, links: group.length, last: member === group.at(-1) },
      ]),
    ),
  );
}

/** Links have one mode; where the manifest has given them several, they are files of their own. */
function byInode(members: readonly Member[]): Map<string, Member[]> {
  const groups = new Map<string, Member[]>();
  for (const member of members) {
    if (member.kind !== 'file' || member.inode === undefined) continue;
    const key = `${member.mode} ${member.inode}`;
    const group = groups.get(key);
    if (group) group.push(member);
    else groups.set(key, [member]);
  }
  return groups;
}

function deviceOf(members: readonly Member[]): { readonly major: number; readonly minor: number } {
  const digest = createHash('sha256')
    .update(members.map(({ path }) => `${path}\0`).join(''))
    .digest();
  return { major: digest.readUInt32BE(0), minor: digest.readUInt32BE(4) };
}
