import { createHash } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import { release } from 'node:os';
import type { ImageRecord } from '../../image/types.js';
import { type Accelerator, type AttachedDisk, type Machine, type MachineNic, qemuArguments } from '../../qemu/index.js';

/** What decides whether a saved state is that of a VM: all that its guest can see. */
export interface StateIdentity {
  readonly machine: Machine;
  /** The machine's disks as `describeDisk` has them: by size. */
  readonly disks: readonly AttachedDisk[];
  readonly record: ImageRecord;
  readonly kernel: { readonly buildId: string; readonly bootedBy: string };
  /** `qemuStamp`'s */
  readonly qemu: string;
  /** `hostCpu`'s */
  readonly cpu: string;
}

/**
 * Names a state. Nothing of a run is in it: neither the VM's number, name, address and tap, nor paths and sockets of the host,
 * nor settings and steps.
 */
export function stateKey({ machine, disks, record, kernel, qemu, cpu }: StateIdentity): string {
  const args = qemuArguments({
    ...machine,
    ...{ name: '', kernel: '', initrd: '', disks, warm: 'save', console: { kind: 'pipe' } },
    nics: machine.nics.map(withoutPlace),
    ...(machine.share === undefined ? {} : { share: '' }),
  });
  const seen = JSON.stringify({ args, record, buildId: kernel.buildId, bootedBy: kernel.bootedBy, qemu, cpu });
  return createHash('sha256').update(seen).digest('hex').slice(0, 32);
}

/** What the other end of an interface is stays: a tap carries more than the others, and a driver asks for it as it starts. */
function withoutPlace({ mac, peer }: MachineNic): MachineNic {
  const neutral = {
    tap: { kind: 'tap', name: '' },
    mesh: { kind: 'mesh', socket: '' },
    user: { kind: 'user', hostname: '' },
  } as const;
  return { mac, peer: neutral[peer.kind] };
}

/** Tells a QEMU from another one in the same place: a state is only good for the program that has saved it. */
export async function qemuStamp(program: string): Promise<string> {
  const path = await realpath(program);
  const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
  return [path, dev, ino, size, mtimeNs, ctimeNs].join(' ');
}

/** What a VM sees of this machine itself: its CPU, and under KVM what its kernel makes of that. */
export async function hostCpu(accelerator: Accelerator, cpuinfo = '/proc/cpuinfo'): Promise<string> {
  const [first = ''] = (await readFile(cpuinfo, 'utf8')).split('\n\n');
  const told = first.split('\n').filter((line) => CPU_FIELDS.test(line));
  // Emulated, only its clock is the host's.
  if (accelerator === 'tcg') return told.filter((line) => line.startsWith('model name')).join('\n');
  return [release(), ...told].join('\n');
}

/** Others, as the frequency, change from moment to moment. */
const CPU_FIELDS = /^(vendor_id|cpu family|model|model name|stepping|microcode|flags|bugs)\s*:/;
