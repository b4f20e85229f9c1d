// A process that claims a VM number when it is told so, and gives it back.
import { claimVmNumber } from '../../dist/run/vm-number.js';

let held;
process.on('message', async (word) => {
  if (word === 'claim') held = await claimVmNumber();
  else held.release();
  process.send(held.number);
});
