import { formatSize, parseSize, qemuExtraArgs, textOf } from '../config/index.js';
import type { Config } from '../config/types.js';
import { RapidoError } from '../errors.js';
import type { Environment } from '../host.js';
import { leastMemory } from '../image/memory.js';
import { readImage } from '../image/record.js';
import { neededDisks } from '../image/recorded-vm.js';
import type { Image } from '../image/types.js';
import { directBoot, type Kernel } from '../kernel/index.js';
import { requireProgram } from '../process/index.js';
import {
  type Accelerator,
  type AttachedDisk,
  chooseAccelerator,
  type Disk,
  type Machine,
  type MachineNic,
  type MachineVirtiofs,
  neededDisk,
} from '../qemu/index.js';
import type { Terminal } from './payload.js';
import type { VmPlan } from './types.js';

/** How a VM is run. */
export interface RunOptions {
  readonly environment: Environment;
  readonly config: Config;
  readonly kernel: Kernel;
  readonly boot: 'auto' | 'bzimage' | 'pvh';
  readonly accel?: Accelerator;
  /** The user's terminal is the console. */
  readonly interactive: boolean;
  /** Seconds; none unless said. */
  readonly timeout?: number;
  /** Seconds; 60 under KVM and 300 under TCG unless said. */
  readonly hangTimeout?: number;
  readonly keepGoing: boolean;
  readonly terminal?: Terminal;
  /** The console is watched: it gets all messages. The log of the kernel has them anyway. */
  readonly console: boolean;
  /** Regular expressions of splats that do not count, besides those of the cut. */
  readonly allowSplats: readonly string[];
  /** No splat counts. */
  readonly ignoreSplats: boolean;
  /** Keep the memory of a VM that ends badly. */
  readonly dump: boolean;
  /** Start from a saved state where that can be, or save one. */
  readonly warm?: boolean;
  /** Make the VM ready for gdb; with `wait` it does not start before gdb says so. */
  readonly gdb?: 'run' | 'wait';
}

/** What a VM is started with. */
export interface Setup {
  /** Absolute path of QEMU. */
  readonly program: string;
  readonly accelerator: Accelerator;
  readonly acceleratorReason: string;
  readonly kernelFile: string;
  readonly bootedBy: 'bzimage' | 'pvh';
  /** For people: the vmlinux, or why there is none to boot directly. */
  readonly bootReason: string;
}

/** Where the guest mounts VIRTFS_SHARE_PATH. */
export const SHARE = '/host';

/** Of QEMU, less some for the record in front. */
const INITRD_LIMIT = 2 ** 31 - 2 ** 20;

/** Chooses emulator, accelerator and kernel file; a RapidoError for what is not there. */
export async function prepareSetup(options: RunOptions): Promise<Setup> {
  const { environment, config, accel } = options;
  const program = await requireProgram(textOf(config, 'QEMU') ?? 'qemu-system-x86_64', environment.variables);
  await requireProgram('setpriv', environment.variables);
  const { accelerator, reason } = await chooseAccelerator(accel);
  return { program, accelerator, acceleratorReason: reason, ...(await chooseKernelFile(options)) };
}

/** A vmlinux with a PVH note starts without being decompressed; a bzImage always starts. */
async function chooseKernelFile({
  kernel,
  boot,
  environment,
}: RunOptions): Promise<Pick<Setup, 'kernelFile' | 'bootedBy' | 'bootReason'>> {
  if (boot === 'bzimage') return { kernelFile: kernel.image, bootedBy: 'bzimage', bootReason: '--boot bzimage' };
  const direct = await directBoot(kernel, environment);
  if ('vmlinux' in direct) return { kernelFile: direct.vmlinux, bootedBy: 'pvh', bootReason: direct.vmlinux };
  if (boot === 'auto') return { kernelFile: kernel.image, bootedBy: 'bzimage', bootReason: direct.obstacle };
  throw new RapidoError(
    'KERNEL_UNTESTABLE',
    `--boot pvh: the kernel ${kernel.release} cannot be started so: ${direct.obstacle}.`,
    {
      hint: 'Use --boot bzimage, or a kernel with CONFIG_PVH=y.',
    },
  );
}

/** Reads a VM's image and checks that it fits the kernel and the memory. */
export async function checkedImage(plan: VmPlan, { kernel }: RunOptions): Promise<Image> {
  const image = await readImage(plan.image);
  const { record } = image;
  if (record.kernel.release !== kernel.release || record.kernel.buildId !== kernel.buildId) {
    const same = record.kernel.release === kernel.release;
    throw new RapidoError(
      'IMAGE_KERNEL',
      `The image ${plan.image} was cut for ${same ? 'another build of' : `kernel ${record.kernel.release}, not for`} ${kernel.release}.`,
      { hint: `Cut it again: rapido cut ${record.cut}` },
    );
  }
  const least = leastMemory(record);
  const memory = memoryOf(plan, image);
  if (memory < least) {
    throw new RapidoError('MEMORY', `${formatSize(memory)} of memory is too small for ${plan.image}.`, {
      hint: `It needs at least ${formatSize(least)}: leave --memory out to get what it needs.`,
    });
  }
  if (record.bytes >= INITRD_LIMIT) {
    throw new RapidoError(
      'MEMORY',
      `The image ${plan.image} has ${formatSize(record.bytes)}; QEMU takes less than 2 GiB.`,
      {
        hint: 'Leave something out, or share it with VIRTFS_SHARE_PATH.',
      },
    );
  }
  return image;
}

/** Puts together what decides QEMU's command line. `disks` and `console` are those of a real start, or of a shown one. */
export function machineOf(
  plan: VmPlan,
  image: Image,
  setup: Setup,
  options: RunOptions,
  own: {
    readonly name: string;
    readonly disks: readonly AttachedDisk[];
    readonly console: Machine['console'];
    readonly nics: readonly MachineNic[];
    readonly virtiofs?: readonly MachineVirtiofs[];
    readonly gdbSocket?: string;
    readonly warm?: NonNullable<Machine['warm']>;
  },
): Machine {
  const { config, gdb } = options;
  const share = textOf(config, 'VIRTFS_SHARE_PATH');
  return {
    name: own.name,
    accelerator: setup.accelerator,
    memory: memoryOf(plan, image),
    cpus: plan.cpus ?? image.record.vm.cpus,
    kernel: setup.kernelFile,
    initrd: plan.image,
    append: own.warm
      ? kernelParameters(plan, image, setup, { ...options, console: false }, 'pipe')
      : kernelParameters(plan, image, setup, options, own.console.kind),
    disks: own.disks,
    nics: own.nics,
    ...(own.virtiofs === undefined ? {} : { virtiofs: own.virtiofs }),
    devices: image.record.vm.devices ?? [],
    ...(share === undefined ? {} : { share }),
    ...(options.dump && own.console.kind === 'pipe' ? { keepMemory: true } : {}),
    ...(gdb === undefined || own.gdbSocket === undefined
      ? {}
      : { gdb: { socket: own.gdbSocket, wait: gdb === 'wait' } }),
    ...(own.warm === undefined ? {} : { warm: own.warm }),
    extraArgs: qemuExtraArgs(config),
    console: own.console,
  };
}

/**
 * The disks of a VM: those that its cut needs, unless the user gives his own of the same serial, then the user's. A RapidoError for
 * one of which nobody has said what it is.
 */
export function disksOf({ disks, blockdevs = {} }: VmPlan, { record }: Image): Disk[] {
  const needed = neededDisks(record, disks).map(({ perRun, ...disk }) => {
    if (!perRun) return neededDisk(disk);
    const blockdev = blockdevs[disk.serial];
    if (blockdev !== undefined) return neededDisk({ ...disk, blockdev });
    throw new RapidoError('DISK', `The cut ${record.cut} does not say any more what its disk ${disk.serial} is.`, {
      hint: `Cut the image again: rapido cut ${record.cut}`,
    });
  });
  return [...needed, ...disks];
}

/** Drivers of the devices that the machine has. */
export function deviceModules({ disks, nics, share, virtiofs = [] }: Machine): string[] {
  const drivers = {
    virtio: ['virtio_pci', 'virtio_blk'],
    nvme: ['nvme'],
    scsi: ['virtio_pci', 'virtio_scsi', 'sd_mod'],
  };
  const wanted = disks.flatMap(({ bus }) => drivers[bus]);
  return [
    ...new Set([
      ...wanted,
      ...(nics.length === 0 ? [] : ['virtio_pci', 'virtio_net']),
      ...(virtiofs.length === 0 ? [] : ['virtio_pci', 'virtiofs']),
      ...(share === undefined ? [] : ['virtio_pci', '9p', '9pnet_virtio']),
    ]),
  ];
}

function memoryOf(plan: VmPlan, { record }: Image): number {
  return plan.memory ?? parseSize(record.vm.memory) ?? 0;
}

function kernelParameters(
  plan: VmPlan,
  image: Image,
  setup: Setup,
  { config, console: watched, gdb }: RunOptions,
  console: Machine['console']['kind'],
): string[] {
  const extra = textOf(config, 'QEMU_EXTRA_KERNEL_PARAMS');
  return [
    ...['console=ttyS0', 'rdinit=/rapido/init', 'panic=-1'],
    // For the log: all of it, however long it takes to send, with times, and with what init notes in it.
    ...['printk.time=1', 'printk.devkmsg=on', 'log_buf_len=1M'],
    // For a VM that hangs: whatever key it is asked by, and by an NMI in the end.
    ...['sysrq_always_enabled', 'unknown_nmi_panic'],
    // Every byte of a console costs time. Someone at the terminal wants the shell; the log has everything.
    ...(console === 'pipe' ? (watched ? [] : ['loglevel=5']) : ['quiet']),
    ...(console === 'alone' ? ['rapido.host=none'] : []),
    // A debugger has to know where the kernel is.
    ...(gdb === undefined ? [] : ['nokaslr']),
    ...(setup.accelerator === 'tcg' ? EMULATED : []),
    ...(image.record.vm.append ?? []),
    ...(extra === undefined ? [] : [extra]),
    ...plan.append,
  ];
}

/**
 * Which messages the console of a warm VM is to show from its payload on: all such VMs have the kernel parameters of one whose
 * console is only kept. Undefined where that is right, or the user's own parameters say it.
 */
export function consoleLevel(
  plan: VmPlan,
  { record }: Image,
  { config, interactive, console: watched }: RunOptions,
): number | undefined {
  const own = [...(record.vm.append ?? []), textOf(config, 'QEMU_EXTRA_KERNEL_PARAMS') ?? '', ...plan.append];
  if (own.some((words) => /(^|\s)(loglevel=|quiet\b|debug\b|ignore_loglevel\b)/.test(words))) return undefined;
  if (interactive) return QUIET;
  return watched ? ALL : undefined;
}

/** Of Documentation/admin-guide/kernel-parameters.txt: what `quiet` stands for, and what is shown unless told. */
const QUIET = 4;
const ALL = 7;

/** On a busy machine an emulated CPU may rightly seem stuck for a while, or a timer not to tick (as KVM's guests know of themselves). */
const EMULATED = ['rcupdate.rcu_cpu_stall_timeout=120', 'watchdog_thresh=60', 'no_timer_check'];
