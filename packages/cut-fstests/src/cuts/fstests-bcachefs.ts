import { defineCut } from '@rapido/kit';
import { addPrograms } from '../lib/built-programs.js';
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
  manifest(m, { settings }) {
    addBlockSuite(m, settings, { fstyps: ['bcachefs'], devices: 6, memory: 3072 });
    addPrograms(m, { required: ['bcachefs'], extra: [] }, settings.BCACHEFS_TOOLS_SRC);
    // One program, which goes by its name.
    for (const name of ['mkfs.bcachefs', 'fsck.bcachefs', 'mount.bcachefs'])
      m.slink(`/usr/local/sbin/${name}`, 'bcachefs');
    m.autorun('guest/fstests-bcachefs.sh');
  },
});
