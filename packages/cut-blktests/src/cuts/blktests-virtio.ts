import { defineCut } from '@rapido/kit';
import {
  addBlktests,
  BLKTESTS_KERNEL,
  BLKTESTS_SETTINGS,
  BLKTESTS_SUITE,
  BLKTESTS_VM,
  testDisks,
} from '../parts/blktests.js';

/** blktests on virtio disks of QEMU; unless told otherwise, its quick tests that use a device. */
export const blktestsVirtio = defineCut({
  name: 'blktests-virtio',
  summary: 'blktests on throw-away virtio disks: what follows --, or its quick tests that use a device',
  settings: BLKTESTS_SETTINGS,
  kernel: BLKTESTS_KERNEL,
  vm: { ...BLKTESTS_VM, disks: testDisks('virtio') },
  suite: BLKTESTS_SUITE,
  manifest(m, context) {
    addBlktests(m, context, 'guest/blktests-virtio.sh');
  },
});
