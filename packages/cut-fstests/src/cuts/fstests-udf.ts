import { defineCut } from '@rapido/kit';
import { addBlockSuite, blockModules } from '../lib/fstests.js';
import { blockSettings } from '../lib/settings.js';
import { suite } from '../lib/suite.js';

export const fstestsUdf = defineCut({
  name: 'fstests-udf',
  summary: 'xfstests on UDF',
  settings: blockSettings,
  kernel: { load: ['udf', ...blockModules] },
  suite,
  manifest(m, { settings }) {
    addBlockSuite(m, settings, { fstyps: ['udf'], devices: 2 });
    m.bin('mkudffs');
    m.tryBin('mkfs.udf', 'udfinfo', 'udflabel');
    m.autorun('guest/fstests-udf.sh');
  },
});
