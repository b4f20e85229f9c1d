import { defineCut } from '@rapido/kit';
import {
  addBlktests,
  BLKTESTS_KERNEL,
  BLKTESTS_SETTINGS,
  BLKTESTS_SUITE,
  BLKTESTS_VM,
  testDisks,
} from '../parts/blktests.js';

/** blktests on NVMe disks of QEMU; unless told otherwise, the quick tests of the group `nvme`. */
export const blktestsNvme = defineCut({
  name: 'blktests-nvme',
  summary: 'blktests on throw-away NVMe disks: what follows --, or the quick tests of nvme',
  settings: BLKTESTS_SETTINGS,
  kernel: BLKTESTS_KERNEL,
  vm: { ...BLKTESTS_VM, disks: testDisks('nvme') },
  suite: BLKTESTS_SUITE,
  manifest(m, context) {
    addBlktests(m, context, 'guest/blktests-nvme.sh');
  },
});
