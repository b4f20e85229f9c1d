import type { Problem } from '@rapido/kit';

/** Longest path that NFS version 3 mounts: MNTPATHLEN of RFC 1813. */
const MOST_BYTES = 1024;

interface ShareValues {
  readonly NFS_SHARE: string;
}

/** What no NFS server exports: told before anything is cut. A path without its first slash is taken as if it had one. */
export function nfsShareProblems({ NFS_SHARE: share }: ShareValues): readonly Problem[] {
  const wrong = reason(share);
  if (wrong === undefined) return [];
  const message = `NFS_SHARE: ${JSON.stringify(share)} ${wrong}`;
  return [{ kind: 'usage', message, fix: 'Give the path that the server exports, as NFS_SHARE=/srv/test.' }];
}

/** As `nfsShareProblems`, for what passes the export on as a word among others and has no way to quote it, as xfstests. */
export function nfsShareWordProblems(values: ShareValues): readonly Problem[] {
  const odd = /[\s"'`$\\#*?[\]]/.exec(values.NFS_SHARE)?.[0];
  if (odd === undefined || nfsShareProblems(values).length > 0) return nfsShareProblems(values);
  const message = `NFS_SHARE: ${JSON.stringify(values.NFS_SHARE)} has ${named(odd)}, which the suite takes no path with`;
  return [{ kind: 'usage', message, fix: 'Export a path of letters, digits and the likes of -, _ and . only.' }];
}

function reason(share: string): string | undefined {
  const control = /[\x00-\x1f\x7f]/.exec(share)?.[0];
  if (control !== undefined) return `has ${named(control)}, which no path of an export has`;
  if (/(^|\/)\.\.?(\/|$)/.test(share)) return 'has a . or .. in it, which servers do not resolve';
  const bytes = Buffer.byteLength(share);
  if (bytes > MOST_BYTES) return `has ${bytes} bytes; NFS takes ${MOST_BYTES} at most`;
  if (/^\[|^[^/]*:/.test(share)) return 'names a server, too: that is NFS_SERVER';
  return undefined;
}

function named(character: string): string {
  if (character === ' ') return 'a blank';
  const code = character.charCodeAt(0);
  return code < 0x20 || code === 0x7f ? `the character 0x${code.toString(16).padStart(2, '0')}` : character;
}
