import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest, Settings } from '@rapido/kit';
import { addPrograms } from './samba-programs.js';

export const ctdbSettings = {
  CTDB_POOL: {
    type: 'string',
    summary: "RADOS pool of the lock by which CTDB's nodes agree on a leader",
    default: 'rbd',
  },
} as const satisfies Settings;

const HELPERS = [
  'ctdb-path',
  'ctdb-eventd',
  'ctdb_lock_helper',
  'ctdb_recovery_helper',
  'ctdb_takeover_helper',
  'ctdb_mutex_ceph_rados_helper',
];
/** Directories of CTDB's helpers, by distribution; a tree that is built has them with everything else. */
const INSTALLED = ['/usr/libexec/ctdb', '/usr/lib/ctdb', '/usr/lib64/ctdb', '/usr/lib/x86_64-linux-gnu/ctdb'];
const IN_TREE = ['libexec/ctdb', 'bin'];

/** Adds CTDB, of the tree where that is set; its helpers are links in one directory, wherever they are. */
export function addCtdb(m: Manifest, tree: string | undefined): void {
  addPrograms(m, tree, { required: ['ctdbd', 'ctdb'], extra: [] });
  m.bin('sort');
  const dirs = tree === undefined ? INSTALLED : IN_TREE.map((dir) => join(tree, dir));
  const missing: string[] = [];
  for (const name of HELPERS) {
    const path = dirs.map((dir) => join(dir, name)).find((candidate) => existsSync(candidate));
    // By its name, for which the packages are known.
    if (path !== undefined || tree === undefined) m.bin(path ?? name);
    else missing.push(name);
    if (path !== undefined) m.slink(`/usr/lib/rapido-samba/ctdb/${name}`, path);
  }
  if (missing.length === 0) return;
  const message = `SAMBA_SRC: ${tree} has no ${missing.join(', ')}, neither in bin nor in libexec/ctdb`;
  const fix = 'Build it with CTDB and its helper for Ceph: ./configure --with-cluster-support --enable-ceph-reclock';
  m.problem({ kind: 'usage', message, fix });
}
