import type { Image } from '../image/types.js';
import { commandLine, describeDisk, type MachineNic, qemuArguments } from '../qemu/index.js';
import { machineNics } from './attach.js';
import { checkedImage, disksOf, machineOf, prepareSetup, type RunOptions } from './launch.js';
import { checkBefore } from './open-run.js';
import type { RunVm } from './run-vm.js';
import { stepTexts } from './start-vm.js';
import { chooseNet, vmNetwork } from './vm-network.js';
import type { describeWarm } from './warm/place.js';

/** What `run` would start: `--dry-run`. */
export interface LaunchPlan {
  readonly vm: string;
  readonly accelerator: string;
  readonly acceleratorReason: string;
  readonly bootedBy: 'bzimage' | 'pvh';
  /** The vmlinux, or why there is none to boot directly. */
  readonly bootReason: string;
  readonly program: string;
  readonly args: readonly string[];
  /** Starts the VM by itself, on the terminal it is pasted into; steps and settings are not part of it. */
  readonly commandLine: string;
  readonly steps: readonly string[];
  /** With `--warm`: whether there is a state to restore the VM from, for people. The command line boots it anyway. */
  readonly warm?: string;
  /** Names of the settings that would be sent. */
  readonly settings: readonly string[];
}

/** Works out what `run` would start, and starts nothing. */
export async function planRun(vms: readonly Pick<RunVm, 'plan' | 'options'>[]): Promise<LaunchPlan[]> {
  return Promise.all(
    vms.map(async ({ plan, options }, index) => {
      const setup = await prepareSetup(options);
      await checkBefore(plan, options);
      const image = await checkedImage(plan, options);
      const disks = disksOf(plan, image).map(describeDisk);
      const nics = await shownNics(image, index + 1, options);
      const machine = machineOf(plan, image, setup, options, {
        ...{ name: plan.name, disks, nics, console: { kind: 'alone' } },
        virtiofs: (image.record.vm.virtiofs ?? []).map((tag) => ({ tag, socket: `virtiofs-${tag}` })),
      });
      const args = qemuArguments(machine);
      return {
        vm: plan.name,
        accelerator: setup.accelerator,
        acceleratorReason: setup.acceleratorReason,
        bootedBy: setup.bootedBy,
        bootReason: setup.bootReason,
        program: setup.program,
        args,
        commandLine: commandLine(setup.program, args),
        steps: stepTexts(plan),
        ...(options.warm ? { warm: await shownWarmth({ plan, image, setup }, nics, options) } : {}),
        settings: Object.keys(plan.settings),
      };
    }),
  );
}

async function shownWarmth(...vm: Parameters<typeof describeWarm>): Promise<string> {
  const place = await import('./warm/place.js');
  return place.describeWarm(...vm);
}

/** The interfaces of the VM that would have this number. */
async function shownNics(image: Image, number: number, options: RunOptions): Promise<readonly MachineNic[]> {
  const mode = await chooseNet(image, options);
  const network = await vmNetwork(mode, number, options);
  if (mode !== 'mesh') return machineNics(network);
  const { meshSocket } = await import('../mesh/index.js');
  return machineNics(network, await meshSocket(options.environment));
}
