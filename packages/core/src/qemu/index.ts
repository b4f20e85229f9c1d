export { type Accelerator, type AcceleratorChoice, chooseAccelerator } from './accelerator.js';
export {
  commandLine,
  DESCRIPTORS,
  type Machine,
  type MachineNic,
  type MachineVirtiofs,
  qemuArguments,
  wholeMebibytes,
} from './argv.js';
export { type Blockdev, blockdevFault } from './blockdev.js';
export { type AttachedDisk, attachDisk, type Disk, describeDisk, neededDisk, parseDisks, SERIAL } from './disk.js';
export { type QemuEnd, type QemuProcess, startQemu } from './process.js';
export { type Qmp, QmpError } from './qmp.js';
export { isAtLeast, qemuVersion } from './version.js';
