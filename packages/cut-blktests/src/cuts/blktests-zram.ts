import { defineCut } from '@rapido/kit';
import { addBlktests, BLKTESTS_KERNEL, BLKTESTS_SETTINGS, BLKTESTS_SUITE, BLKTESTS_VM } from '../parts/blktests.js';

/** blktests on a zram device; unless told otherwise, its quick tests that use a device. */
export const blktestsZram = defineCut({
  name: 'blktests-zram',
  summary: 'blktests on a zram device: what follows --, or its quick tests that use a device',
  settings: BLKTESTS_SETTINGS,
  kernel: BLKTESTS_KERNEL,
  vm: BLKTESTS_VM,
  suite: BLKTESTS_SUITE,
  manifest(m, context) {
    addBlktests(m, context, 'guest/blktests-zram.sh');
  },
});
