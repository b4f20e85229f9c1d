import type { Host } from '../host.js';
import type { WorkDir } from '../process/index.js';
import { type QemuProcess, startQemu } from '../qemu/index.js';
import type { Splat } from '../splat/index.js';
import type { VmSession } from '../suite/vm-session.js';
import type { Hello } from './channel.js';
import type { Membership } from './company.js';
import type { LastLookOptions } from './last-look.js';
import { watchOpening } from './opening.js';
import type { Terminal } from './payload.js';
import type { VmEnd } from './vm-end.js';
import { VmWatch } from './vm-watch.js';
import type { Limits } from './watchdog.js';

export type { VmEnd } from './vm-end.js';

/** A VM that is ready to be started. */
export interface VmStart extends Limits, LastLookOptions {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly interactive: boolean;
  /** Descriptor of the open file that has the memory of a warm VM. */
  readonly memory?: number;
  readonly nonce: string;
  /** What the steps are, step 0 being the autorun. */
  readonly steps: readonly string[];
  readonly work: WorkDir;
  readonly terminal?: Terminal;
  /** Follows the suite. */
  readonly session?: VmSession;
  /** What it is to the other VMs of the run. */
  readonly member?: Membership;
  /** All steps run, whatever comes of them. */
  readonly keepGoing: boolean;
  /** Path of the socket on which `rapido sh` reaches it. */
  readonly socket: string;
  /** Which splats do not count. */
  readonly allowed: (splat: Splat) => boolean;
  /** It may be stopped in a debugger for as long as it takes. */
  readonly debugged: boolean;
  /** The address that its peers look for it at, where a DHCP server has the last word. */
  readonly requested?: string;
  /** Called when QEMU runs. */
  onStart(qemuPid: number): Promise<void>;
  /** Called before anything of what the guest says has been read; that it throws ends the VM. */
  attend?(qemu: QemuProcess): Promise<void>;
  /** What the guest is told when it has said hello; nothing, where the VM is not to run any further. */
  payload(hello: Hello, qemu: QemuProcess): Promise<Buffer | undefined>;
}

/**
 * Starts a VM, follows it to its end and judges it. Throws a RapidoError only where QEMU itself could not start it, and what
 * `attend` throws.
 */
export async function runVm(start: VmStart, host: Host): Promise<VmEnd> {
  host.signal.throwIfAborted();
  const { program, args, interactive: terminal, work, memory } = start;
  const streams = { terminal, cwd: work.path, reaper: work.reaper, ...(memory === undefined ? {} : { memory }) };
  const qemu = await startQemu(program, args, streams);
  try {
    await start.attend?.(qemu);
    const opening = watchOpening(qemu);
    const watch = new VmWatch(start, qemu, host);
    await start.onStart(qemu.pid);
    const end = await watch.ended();
    opening.check(end);
    return end;
  } catch (error) {
    qemu.stop();
    // An end is not seen where nobody reads.
    for (const stream of [qemu.console, qemu.control, qemu.output, qemu.data, qemu.state]) stream?.resume();
    await qemu.ended;
    throw error;
  }
}
