import { defineCut } from '@rapido/kit';
import { addBlktests, BLKTESTS_KERNEL, BLKTESTS_SETTINGS, BLKTESTS_SUITE, BLKTESTS_VM } from '../parts/blktests.js';

/** blktests without a device to test: only tests that make theirs. Unless told otherwise, the quick ones of `block` and `loop`. */
export const blktestsNodev = defineCut({
  name: 'blktests-nodev',
  summary: 'blktests that need no device: what follows --, or the quick ones of block and loop',
  settings: BLKTESTS_SETTINGS,
  kernel: BLKTESTS_KERNEL,
  vm: BLKTESTS_VM,
  suite: BLKTESTS_SUITE,
  manifest(m, context) {
    addBlktests(m, context, 'guest/blktests-nodev.sh');
  },
});
