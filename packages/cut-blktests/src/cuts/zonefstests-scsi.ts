import { defineCut } from '@rapido/kit';
import { addZonefsTests, ZONEFSTESTS_SETTINGS, ZONEFSTESTS_SUITE, ZONEFSTESTS_VM } from '../parts/zonefstests.js';

/** The tests of zonefs-tools on a host-managed disk of scsi_debug. They want null_blk too, for tests that make a device. */
export const zonefstestsScsi = defineCut({
  name: 'zonefstests-scsi',
  summary: 'The tests of zonefs-tools, on a host-managed disk of scsi_debug',
  settings: ZONEFSTESTS_SETTINGS,
  kernel: {
    load: ['configfs'],
    include: ['scsi_debug', 'sd_mod', 'null_blk', 'zonefs'],
    config: ['CONFIG_BLK_DEV_ZONED'],
  },
  vm: ZONEFSTESTS_VM,
  suite: ZONEFSTESTS_SUITE,
  manifest(m, context) {
    addZonefsTests(m, context, 'guest/zonefstests-scsi.sh');
  },
});
