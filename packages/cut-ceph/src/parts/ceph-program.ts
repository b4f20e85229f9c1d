import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '@rapido/kit';

/** Adds a program of Ceph's, of the tree CEPH_SRC where that is set, else the installed one; the guest finds it by its name. */
export function addCephProgram(m: Manifest, name: string, tree: string | undefined): void {
  if (tree === undefined) {
    m.bin(name);
    return;
  }
  const built = [join(tree, 'build/bin', name), join(tree, 'bin', name)].find((path) => existsSync(path));
  if (built !== undefined) m.file(`/usr/local/bin/${name}`, built);
  else {
    m.problem({
      kind: 'usage',
      message: `CEPH_SRC: ${tree} has no program ${name}, neither in build/bin nor in bin`,
      fix: `Build it there (ninja ${name}), or leave CEPH_SRC unset and name the cluster's ceph.conf by CEPH_CONF.`,
    });
  }
}
