import { realpath } from 'node:fs/promises';
import { isThere } from '../../files.js';
import { placeholderMac } from '../../network/index.js';
import { describeDisk, type Machine, type MachineNic, wholeMebibytes } from '../../qemu/index.js';
import { disksOf, machineOf, type RunOptions } from '../launch.js';
import type { Vm } from '../start-vm.js';
import { hostCpu, qemuStamp, stateKey } from './key.js';
import { notWarm, warmObstacle } from './obstacle.js';
import type { StateAbout } from './state-file.js';
import { statePath } from './store.js';

/** A state that is there, or is to be. */
export interface StatePlace {
  readonly path: string;
  readonly about: StateAbout;
}

type Described = Pick<Vm, 'plan' | 'image' | 'setup'>;

/** Where the state of a VM with this machine is. */
export async function placeOf(
  machine: Machine,
  { plan, image, setup }: Described,
  { kernel, environment }: RunOptions,
): Promise<StatePlace> {
  const { program, accelerator, bootedBy } = setup;
  const stamp = await qemuStamp(program);
  const key = stateKey({
    ...{ machine, qemu: stamp, record: image.record },
    disks: disksOf(plan, image).map(describeDisk),
    kernel: { buildId: kernel.buildId, bootedBy },
    cpu: await hostCpu(accelerator),
  });
  return {
    path: statePath(environment, key),
    about: {
      cut: image.record.cut,
      image: { path: await realpath(image.path), digest: image.record.digest },
      kernel: { release: kernel.release, buildId: kernel.buildId, image: kernel.image },
      ...{ accelerator, memory: wholeMebibytes(machine) * 2 ** 20 },
      qemu: { path: program, stamp },
      created: new Date().toISOString(),
    },
  };
}

/** How a VM that is to be warm would start, for people. `nics` are those of any such VM. */
export async function describeWarm(vm: Described, nics: readonly MachineNic[], options: RunOptions): Promise<string> {
  const { plan, image, setup } = vm;
  const obstacle = warmObstacle(plan, image, options);
  if (obstacle !== undefined) return notWarm(obstacle);
  const machine = machineOf(plan, image, setup, options, {
    ...{ name: plan.name, disks: [], warm: 'save' },
    nics: nics.map((nic, index) => ({ ...nic, mac: placeholderMac(index) })),
    console: options.interactive ? { kind: 'terminal', log: '' } : { kind: 'pipe' },
  });
  const { path } = await placeOf(machine, vm, options);
  if (await isThere(path)) return `Restored from ${path}.`;
  return `Booted first, to save its state to ${path}.`;
}
