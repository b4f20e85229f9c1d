import { defineCut } from '@rapido/kit';
import { addZonefsTests, ZONEFSTESTS_SETTINGS, ZONEFSTESTS_SUITE, ZONEFSTESTS_VM } from '../parts/zonefstests.js';

/** The tests of zonefs-tools on a zoned null_blk device in memory. */
export const zonefstestsNullblk = defineCut({
  name: 'zonefstests-nullblk',
  summary: 'The tests of zonefs-tools, on a zoned null_blk device',
  settings: ZONEFSTESTS_SETTINGS,
  kernel: { load: ['configfs'], include: ['null_blk', 'zonefs'], config: ['CONFIG_BLK_DEV_ZONED'] },
  vm: ZONEFSTESTS_VM,
  suite: ZONEFSTESTS_SUITE,
  manifest(m, context) {
    addZonefsTests(m, context, 'guest/zonefstests-nullblk.sh');
  },
});
