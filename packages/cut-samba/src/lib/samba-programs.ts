import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '@rapido/kit';

/** Where a tree has its programs: one that is built all in bin, a prefix the daemons in sbin. */
const PROGRAM_DIRS = ['bin', 'sbin'];

/** The program of the tree, where it has it. */
export function programIn(tree: string, name: string): string | undefined {
  return PROGRAM_DIRS.map((dir) => join(tree, dir, name)).find((path) => existsSync(path));
}

/** Adds programs of Samba's: of the tree where that is set, else those that are installed. The guest finds them by name. */
export function addPrograms(
  m: Manifest,
  tree: string | undefined,
  { required, extra }: { readonly required: readonly string[]; readonly extra: readonly string[] },
): void {
  if (tree === undefined) {
    m.bin(...required);
    m.tryBin(...extra);
    return;
  }
  const missing = required.filter((name) => programIn(tree, name) === undefined);
  if (missing.length > 0) {
    m.problem({
      kind: 'usage',
      message: `SAMBA_SRC: ${tree} has no ${missing.join(', ')}, neither in bin nor in sbin`,
      fix: 'Build it there (./configure && make), or name the prefix that Samba was installed to; unset, the installed one is used.',
    });
  }
  for (const name of [...required, ...extra]) {
    const path = programIn(tree, name);
    if (path === undefined) continue;
    // Where it is, so that it finds its libraries.
    m.bin(path);
    m.slink(`/usr/local/sbin/${name}`, path);
  }
}
