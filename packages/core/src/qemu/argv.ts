import { quote } from '../process/index.js';
import type { Accelerator } from './accelerator.js';
import type { AttachedDisk } from './disk.js';

/**
 * File descriptors that QEMU inherits: connected to us, they need no path, and are gone with either process. Of a warm VM, `state`
 * brings the state of its devices, and `memory` is the file that has its memory.
 */
export const DESCRIPTORS = { console: 3, control: 4, output: 5, qmp: 6, data: 7, state: 8, memory: 9 } as const;

/** Everything that decides QEMU's command line. */
export interface Machine {
  readonly name: string;
  readonly accelerator: Accelerator;
  /** Bytes. */
  readonly memory: number;
  readonly cpus: number;
  /** A bzImage, or a vmlinux with a PVH note. */
  readonly kernel: string;
  readonly initrd: string;
  readonly append: readonly string[];
  readonly disks: readonly AttachedDisk[];
  /** Values of further `-device` options. */
  readonly devices: readonly string[];
  readonly nics: readonly MachineNic[];
  /** Directories of the host, served by virtiofsd. */
  readonly virtiofs?: readonly MachineVirtiofs[];
  /** Directory of the host that the guest sees as its share. */
  readonly share?: string;
  /** Its memory may be wanted when it ends: QEMU stays then, paused, and the kernel tells where its data is. */
  readonly keepMemory?: boolean;
  /** Socket on which gdb can be attached; with `wait` the VM does not start before. */
  readonly gdb?: { readonly socket: string; readonly wait: boolean };
  /**
   * Its state is to be saved, or it is to be loaded. Its memory is a file then: one that it writes to, or one of which it has a
   * copy, made page by page where it writes. `load` waits for QMP's `migrate-incoming`. Such a VM has a generation id
   * (docs/specs/vmgenid of QEMU), by which its kernel learns that there are several of it.
   */
  readonly warm?: 'save' | 'load';
  /** The user's QEMU_EXTRA_ARGS. */
  readonly extraArgs: readonly string[];
  /**
   * `pipe`: batch. `terminal`: the user's terminal is the console, raw, Ctrl-A x quits, with a log beside.
   * `alone`: the same without us, as a command line to be pasted.
   */
  readonly console:
    | { readonly kind: 'pipe' }
    | { readonly kind: 'terminal'; readonly log: string }
    | { readonly kind: 'alone' };
}

/** What virtiofsd serves: the tag by which the guest mounts it, and the socket on which it waits for QEMU. */
export interface MachineVirtiofs {
  readonly tag: string;
  readonly socket: string;
}

/** A network interface, and what its other end is: a tap device, the socket of a mesh, or QEMU's user network. */
export interface MachineNic {
  readonly mac: string;
  readonly peer:
    | { readonly kind: 'tap'; readonly name: string }
    | { readonly kind: 'mesh'; readonly socket: string }
    | { readonly kind: 'user'; readonly hostname: string };
}

/**
 * All that QEMU emulates, but for the promise that `rep movsb` and `rep stosb` are fast (ERMS, FSRM): a kernel that believes it
 * copies and clears all memory byte by byte, where it would else take eight at once.
 */
const EMULATED_CPU = 'max,erms=off,fsrm=off';

/** QEMU's arguments (qemu(1)). The guest's serial lines are, in order: console, control, the steps' output, data. */
export function qemuArguments(machine: Machine): string[] {
  const { accelerator, console } = machine;
  return [
    ...['-name', machine.name, '-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
    ...[
      '-machine',
      machine.warm || machine.virtiofs?.length ? 'q35,memory-backend=memory' : 'q35',
      '-accel',
      accelerator,
      '-cpu',
      accelerator === 'kvm' ? 'host' : EMULATED_CPU,
    ],
    ...['-smp', String(machine.cpus), '-m', `${wholeMebibytes(machine)}M`],
    ...['-kernel', machine.kernel, '-initrd', machine.initrd, '-append', machine.append.join(' ')],
    ...consoleArguments(console),
    ...(console.kind === 'alone' ? ['-serial', 'null', '-serial', 'null', '-serial', 'null'] : channelArguments()),
    ...['-device', 'virtio-rng-pci'],
    ...machine.disks.flatMap(diskArguments),
    ...machine.nics.flatMap(nicArguments),
    ...(machine.share === undefined ? [] : shareArguments(machine.share)),
    ...(machine.virtiofs?.length ? virtiofsArguments(machine, machine.virtiofs) : []),
    ...machine.devices.flatMap((device) => ['-device', device]),
    ...(machine.keepMemory ? ['-action', 'reboot=shutdown,shutdown=pause', '-device', 'vmcoreinfo'] : []),
    ...(machine.gdb === undefined ? [] : gdbArguments(machine.gdb)),
    ...(machine.warm === undefined ? [] : warmArguments(machine, machine.warm)),
    ...machine.extraArgs,
  ];
}

/** What QEMU takes for the size of a machine's memory. */
export function wholeMebibytes({ memory }: Pick<Machine, 'memory'>): number {
  return Math.ceil(memory / 2 ** 20);
}

function warmArguments(machine: Machine, warm: NonNullable<Machine['warm']>): string[] {
  const file = `size=${wholeMebibytes(machine)}M,mem-path=/proc/self/fd/${DESCRIPTORS.memory}`;
  return [
    ...['-object', `memory-backend-file,id=memory,${file},share=${warm === 'save' ? 'on' : 'off'}`],
    ...['-device', 'vmgenid,guid=auto'],
    ...(warm === 'load' ? ['-incoming', 'defer'] : []),
  ];
}

function consoleArguments(console: Machine['console']): string[] {
  if (console.kind === 'pipe') {
    return ['-chardev', `socket,id=console,fd=${DESCRIPTORS.console}`, '-serial', 'chardev:console'];
  }
  const log = console.kind === 'terminal' ? `,logfile=${escapeCommas(console.log)},logappend=on` : '';
  return ['-chardev', `stdio,id=console,mux=on,signal=off${log}`, '-serial', 'chardev:console'];
}

function channelArguments(): string[] {
  return [
    ...['-chardev', `socket,id=control,fd=${DESCRIPTORS.control}`, '-serial', 'chardev:control'],
    ...['-chardev', `socket,id=output,fd=${DESCRIPTORS.output}`, '-serial', 'chardev:output'],
    ...['-chardev', `socket,id=data,fd=${DESCRIPTORS.data}`, '-serial', 'chardev:data'],
    ...['-chardev', `socket,id=qmp,fd=${DESCRIPTORS.qmp}`, '-mon', 'chardev=qmp,mode=control'],
  ];
}

function diskArguments(disk: AttachedDisk, index: number): string[] {
  const node = `disk${index}`;
  const drive = `drive=${node},serial=${escapeCommas(disk.serial)}`;
  const device = {
    virtio: ['-device', `virtio-blk-pci,${drive}`],
    nvme: ['-device', `nvme,${drive}`],
    scsi: ['-device', `virtio-scsi-pci,id=scsi${index}`, '-device', `scsi-hd,bus=scsi${index}.0,${drive}`],
  }[disk.bus];
  return ['-blockdev', JSON.stringify({ 'node-name': node, ...disk.blockdev, 'read-only': disk.readOnly }), ...device];
}

/**
 * Without its boot ROM, which would only cost time; and without a link status, as a kernel takes up to a second to see that a
 * cable is plugged in.
 */
function nicArguments({ mac, peer }: MachineNic, index: number): string[] {
  const id = `net${index}`;
  const device = `virtio-net-pci,netdev=${id},mac=${mac},romfile=,status=off`;
  return ['-netdev', `${backendOf(peer)},id=${id}`, '-device', device];
}

function backendOf(peer: MachineNic['peer']): string {
  switch (peer.kind) {
    case 'tap':
      return `tap,ifname=${escapeCommas(peer.name)},script=no,downscript=no`;
    case 'mesh':
      return `stream,server=off,addr.type=unix,addr.path=${escapeCommas(peer.socket)}`;
    case 'user':
      return `user,hostname=${peer.hostname}`;
  }
}

function shareArguments(path: string): string[] {
  return ['-virtfs', `local,path=${escapeCommas(path)},mount_tag=rapido-share,security_model=none,id=share`];
}

/** virtiofsd reads and writes the guest's memory, which must therefore be a file (docs/system/devices/vhost-user of QEMU). */
function virtiofsArguments(machine: Machine, shares: readonly MachineVirtiofs[]): string[] {
  return [
    ...['-object', `memory-backend-memfd,id=memory,size=${wholeMebibytes(machine)}M,share=on`],
    ...shares.flatMap(({ tag, socket }, index) => [
      ...['-chardev', `socket,id=virtiofs${index},path=${escapeCommas(socket)}`],
      ...['-device', `vhost-user-fs-pci,chardev=virtiofs${index},tag=${escapeCommas(tag)}`],
    ]),
  ];
}

function gdbArguments({ socket, wait }: NonNullable<Machine['gdb']>): string[] {
  const server = `socket,id=gdb,path=${escapeCommas(socket)},server=on,wait=off`;
  return ['-chardev', server, '-gdb', 'chardev:gdb', ...(wait ? ['-S'] : [])];
}

/** A comma inside a value of an option is doubled. */
function escapeCommas(value: string): string {
  return value.replaceAll(',', ',,');
}

/** A command line that a shell takes as it is. */
export function commandLine(program: string, args: readonly string[]): string {
  return [program, ...args].map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : quote(word))).join(' ');
}
