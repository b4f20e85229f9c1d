import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '@rapido/kit';

/** One program, which does what the name says that it is called by. */
const PROGRAM = 'ksmbd.tools';
const NAMES = ['ksmbd.mountd', 'ksmbd.adduser', 'ksmbd.control'];

/** Where it is in a tree that was built (by make, or by meson in `build`), and below a prefix. */
const PLACES = ['tools', 'build/tools', 'libexec', 'lib/ksmbd-tools'];

/** Adds what ksmbd needs in user space: of `tree` (KSMBD_TOOLS_SRC) where that is set, else the installed programs. */
export function addKsmbdPrograms(m: Manifest, tree: string | undefined): void {
  if (tree === undefined) {
    m.bin(...NAMES);
    return;
  }
  const built = PLACES.map((place) => join(tree, place, PROGRAM)).find((path) => existsSync(path));
  if (built === undefined) {
    m.problem({
      kind: 'usage',
      message: `KSMBD_TOOLS_SRC: ${tree} has no ${PROGRAM}, in none of ${PLACES.join(', ')}`,
      fix: 'Build it there (./autogen.sh && ./configure && make), or name the prefix that it was installed to.',
    });
    return;
  }
  m.file(`/usr/local/sbin/${PROGRAM}`, built);
  for (const name of NAMES) m.slink(`/usr/local/sbin/${name}`, PROGRAM);
}
