import { cutCommands } from '@rapido/kit';
import { blktestsNodev } from './cuts/blktests-nodev.js';
import { blktestsNvme } from './cuts/blktests-nvme.js';
import { blktestsRbd } from './cuts/blktests-rbd.js';
import { blktestsVirtio } from './cuts/blktests-virtio.js';
import { blktestsZram } from './cuts/blktests-zram.js';
import { zonefstestsNullblk } from './cuts/zonefstests-nullblk.js';
import { zonefstestsScsi } from './cuts/zonefstests-scsi.js';

export const commands = cutCommands({
  blktestsNodev,
  blktestsNvme,
  blktestsRbd,
  blktestsVirtio,
  blktestsZram,
  zonefstestsNullblk,
  zonefstestsScsi,
});
