import { execFileSync } from 'node:child_process';
import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { isFresh } from '../../../src/image/native/segment.js';
import type { Member, Part } from '../../../src/image/native/types.js';
import { stampOf } from '../../../src/source-log.js';

/** A part of data files, made of nothing on the host. */
export function dataPart(name: string, files: Readonly<Record<string, string>>): Part {
  const members = Object.entries(files).map(
    ([path, text]): Member => ({ kind: 'data', path, mode: 0o644, data: Buffer.from(text) }),
  );
  return { name, members };
}

/** What lies in a directory, as members below `/` of the guest. */
export function partOf(name: string, dir: string): Part {
  const paths = readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort();
  return { name, members: paths.map((path) => memberOf(dir, path)) };
}

/** Extracts an archive into a directory with GNU cpio, which must have nothing to say. */
export function unpack(archive: Buffer, into: string): void {
  execFileSync('cpio', ['-idm', '--quiet', '--no-absolute-filenames'], { cwd: into, input: archive, stdio: 'pipe' });
}

/** What GNU cpio lists, a line each. */
export function list(archive: Buffer): string[] {
  const listed = execFileSync('cpio', ['-itvn', '--quiet'], { input: archive, env: { ...process.env, LC_ALL: 'C' } });
  return listed.toString('latin1').trimEnd().split('\n');
}

function memberOf(dir: string, path: string): Member {
  const source = join(dir, path);
  const found = lstatSync(source, { bigint: true });
  const known = { path: `/${path}`, mode: Number(found.mode) & 0o7777 };
  if (found.isDirectory()) return { ...known, kind: 'dir' };
  if (found.isSymbolicLink()) return { ...known, kind: 'symlink', target: readlinkSync(source) };
  if (!found.isFile()) return { ...known, kind: 'special', type: Number(found.mode) & 0o170000, major: 0, minor: 0 };
  const inode = found.nlink > 1n ? { inode: `${found.dev} ${found.ino}` } : {};
  return { ...known, kind: 'file', source, size: Number(found.size), stamp: stampOf(found), ...inode };
}

/** What `look` finds once all that it looks at was changed long enough ago to be known again. */
export async function settled(look: () => Part): Promise<Part> {
  const part = look();
  if (!isFresh(part)) return part;
  await setImmediate();
  return settled(look);
}
