import { posix } from 'node:path';
import { MERGED } from '../../manifest/merged-dirs.js';
import type { SourceLog } from '../../source-log.js';
import type { GuestFiles } from './guest-files.js';

/** For programs that know the older names of these directories (hier(7)). */
const RUN_LINKS = { '/var/lock': '../run/lock', '/var/run': '../run' };

/** Links that every guest has: those of the merged /usr as on the host, with their targets, and those to /run. */
export function placeRootLinks(guest: GuestFiles, log: SourceLog, part: string): void {
  for (const path of MERGED) {
    const target = log.linkOnTheWay(path);
    if (target === undefined) continue;
    const dir = guest.canonicalDirectory(posix.resolve(posix.dirname(path), target));
    guest.place(path, symlink(posix.relative(posix.dirname(path), dir)), part, 'need');
    guest.place(dir, { kind: 'dir', mode: 0o755 }, part, 'need');
  }
  for (const [path, target] of Object.entries(RUN_LINKS)) guest.place(path, symlink(target), part, 'need');
}

function symlink(target: string) {
  return { kind: 'symlink', mode: 0o777, target } as const;
}
