import { join } from 'node:path';
import { defineCut, type Manifest } from '@rapido/kit';
import { addBlockSuite, blockModules } from '../lib/fstests.js';
import { blockSettings } from '../lib/settings.js';
import { suite } from '../lib/suite.js';

export const fstestsBcachefs = defineCut({
  name: 'fstests-bcachefs',
  summary: 'xfstests on bcachefs, with a pool of scratch devices',
  settings: {
    ...blockSettings,
    BCACHEFS_TOOLS_SRC: { type: 'path', summary: "A built tree of bcachefs-tools; unset: this machine's" },
  },
  kernel: { load: ['bcachefs', ...blockModules] },
  suite,
  manifest(m, { settings, kernel }) {
    addBlockSuite(m, settings, { fstyps: ['bcachefs'], devices: 6, memory: 3072 });
    // Where the kernel has no bcachefs, that is what has to be said, not that there are no tools for it either.
    if (kernel.has('CONFIG_BCACHEFS_FS')) addTools(m, settings.BCACHEFS_TOOLS_SRC);
    m.autorun('guest/fstests-bcachefs.sh');
  },
});

/** One program, which goes by the name that it is called by. */
const NAMES = ['mkfs.bcachefs', 'fsck.bcachefs', 'mount.bcachefs'];

function addTools(m: Manifest, tree: string | undefined): void {
  if (tree === undefined) {
    m.bin('bcachefs', ...NAMES);
    return;
  }
  m.file('/usr/local/sbin/bcachefs', join(tree, 'bcachefs'));
  for (const name of NAMES) m.slink(`/usr/local/sbin/${name}`, 'bcachefs');
}
