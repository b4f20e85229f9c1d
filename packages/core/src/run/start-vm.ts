import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { textOf } from '../config/index.js';
import { endOf } from '../files.js';
import { type Host, task } from '../host.js';
import type { Image } from '../image/types.js';
import { keepModes, type WorkDir } from '../process/index.js';
import { type AttachedDisk, commandLine, type Machine, type MachineVirtiofs, qemuArguments } from '../qemu/index.js';
import { isAllowed, type Splat, splatPatterns } from '../splat/index.js';
import type { VmSession } from '../suite/vm-session.js';
import type { Attachment } from './attach.js';
import { writeBundleFile } from './bundle.js';
import type { Membership } from './company.js';
import { readSymbols } from './cpu-places.js';
import type { Debugger } from './gdb.js';
import { consoleLevel, deviceModules, machineOf, type RunOptions, type Setup, SHARE } from './launch.js';
import { clockCall, runPayload, suiteTitle, type Terminal } from './payload.js';
import { addressOf, type PeerVm } from './places.js';
import { registerVm, runtimePath } from './running.js';
import type { VmPlan } from './types.js';
import { runVm, type VmEnd, type VmStart } from './vm.js';
import type { VmNumber } from './vm-number.js';
import type { StateSession } from './warm/session.js';

/** A VM of a run, with everything that it needs in place. */
export interface Vm {
  readonly plan: VmPlan;
  readonly image: Image;
  readonly setup: Setup;
  /** Directory for its logs. */
  readonly bundle: string;
  readonly work: WorkDir;
  readonly disks: readonly AttachedDisk[];
  /** Follows its suite; needed for a plan that has one. */
  readonly session?: VmSession;
  /** It has died without a word before. */
  readonly again?: boolean;
  /** The VMs of the run, where there are several. */
  readonly peers: readonly PeerVm[];
  /** Its number, if it has one already. */
  readonly claim?: VmNumber;
  /** What it is to the others; one without that waits for nobody. */
  readonly member?: Membership;
}

/** What a VM has for as long as it runs. */
export interface Place {
  readonly number: number;
  readonly network: Attachment;
  readonly debugger?: Debugger;
  readonly virtiofs?: readonly MachineVirtiofs[];
}

/**
 * Starts a VM and follows it to its end: from a saved state where there is a `session` for that, or only until its state has been
 * saved.
 */
export async function startVm(
  vm: Vm,
  place: Place,
  options: RunOptions,
  host: Host,
  session?: StateSession,
): Promise<VmEnd> {
  const title = titleOf(vm, place.network, options, session);
  const consoleLog = join(vm.bundle, 'console.log');
  // QEMU would make it readable for all.
  await writeBundleFile(vm.bundle, 'console.log', options.interactive ? (session?.console ?? '') : '');
  if (options.interactive && place.network.mode !== 'none') host.emit({ type: 'note', level: 'info', text: title });
  const giveBack = options.interactive ? await borrowTerminal(options, consoleLog, host) : undefined;
  try {
    const start = await startOf(vm, place, options, session);
    return await task(
      host,
      `vm:${vm.plan.name}`,
      title,
      () => runVm(start, host),
      ({ reason }) => (session?.kind === 'save' ? undefined : reason),
    );
  } finally {
    await giveBack?.();
  }
}

function titleOf(
  { again }: Vm,
  { hostname, mode }: Attachment,
  { kernel }: RunOptions,
  session?: StateSession,
): string {
  const verb = session?.kind === 'load' ? 'Restore' : 'Boot';
  if (session?.kind === 'save') return `Boot ${kernel.release} to save its state`;
  return `${verb} ${kernel.release} as ${hostname}${PLACES[mode]}${again ? ', once more with an early console' : ''}`;
}

/** Where the VM is, in the title of its task. */
const PLACES = { bridge: ' on the bridge', mesh: ' on the mesh', user: ' on the user network', none: '' } as const;

async function startOf(vm: Vm, place: Place, options: RunOptions, session: StateSession | undefined): Promise<VmStart> {
  const { plan, image, setup, bundle, work } = vm;
  const { environment, interactive, kernel, terminal } = options;
  const { number } = place;
  const machine = machineFor(vm, place, options, session?.kind);
  const { program } = setup;
  const args = qemuArguments(machine);
  await writeBundleFile(bundle, 'qemu.txt', `${commandLine(program, args)}\n`);
  const nonce = randomBytes(8).toString('hex');
  const { pid } = process;
  const { name } = plan;
  const socket = runtimePath(environment, { number, pid }, 'sock');
  const started = new Date().toISOString();
  const noted = {
    ...{ number, name, cut: image.record.cut, kernel: kernel.release, pid, bundle, socket, started },
    ...noteOfNetwork(place.network),
    ...(place.debugger ? { gdb: { args: place.debugger.args } } : {}),
  };
  const requested = place.network.nics[0]?.dhcpRequest;
  const patterns = splatPatterns([...options.allowSplats, ...image.record.allowSplats], '--allow-splat');
  const payload = await payloadFor(vm, place, { machine, nonce }, options);
  return {
    ...{ name, program, args, interactive, nonce, bundle, work, socket, steps: stepTexts(plan) },
    ...(session === undefined ? {} : { memory: session.memory, attend: session.attend }),
    // A VM whose state is only saved runs nothing.
    ...(session?.kind === 'save' ? {} : followers(vm)),
    keepGoing: options.keepGoing,
    async payload(hello, qemu) {
      await session?.greeted?.(hello, qemu);
      if (session?.kind === 'save') return undefined;
      return session === undefined ? payload : Buffer.concat([clockCall(new Date()), payload]);
    },
    symbols: async () => (setup.bootedBy === 'pvh' ? readSymbols(kernel) : undefined),
    allowed: (splat: Splat) => options.ignoreSplats || isAllowed(splat, patterns),
    debugged: options.gdb !== undefined,
    wantsFiles: plan.get.length > 0,
    dump: machine.keepMemory ?? false,
    hangTimeoutMs: 1000 * (options.hangTimeout ?? HANG_SECONDS[setup.accelerator]),
    ...(options.timeout === undefined ? {} : { timeoutMs: 1000 * options.timeout }),
    ...(terminal === undefined ? {} : { terminal }),
    ...(requested === undefined ? {} : { requested }),
    onStart: (qemuPid: number) => registerVm(environment, { ...noted, qemuPid }, work.reaper),
  };
}

function followers({ session, member }: Vm): Pick<VmStart, 'session' | 'member'> {
  return { ...(session ? { session } : {}), ...(member ? { member } : {}) };
}

/** QEMU's machine of a VM in its place. */
export function machineFor(
  { plan, image, setup, bundle, disks }: Vm,
  place: Place,
  options: RunOptions,
  warm?: Machine['warm'],
): Machine {
  const { hostname, machineNics: nics } = place.network;
  const console = options.interactive
    ? ({ kind: 'terminal', log: join(bundle, 'console.log') } as const)
    : ({ kind: 'pipe' } as const);
  return machineOf(plan, image, setup, options, {
    ...{ name: hostname, disks, nics, console },
    ...(place.debugger ? { gdbSocket: place.debugger.socket } : {}),
    ...(place.virtiofs ? { virtiofs: place.virtiofs } : {}),
    ...(warm === undefined ? {} : { warm }),
  });
}

function payloadFor(
  { plan, image, peers, member }: Vm,
  { number, network }: Place,
  { machine, nonce }: { readonly machine: Machine; readonly nonce: string },
  options: RunOptions,
): Promise<Buffer> {
  const { interactive, keepGoing, terminal = NO_TERMINAL, kernel } = options;
  const level = machine.warm && consoleLevel(plan, image, options);
  return runPayload(plan, {
    ...{ number, job: plan.job ?? 1, hostname: network.hostname, interactive, nonce, keepGoing, terminal },
    modules: kernel.modules.kind === 'none' ? [] : deviceModules(machine),
    dynamicDebug: dynamicDebug(options),
    peers: knownPeers(peers, { name: plan.name, cut: image.record.cut, number, ...addressIn(network) }),
    waitsFor: member?.part.after ?? [],
    stays: member?.part.isService ?? false,
    ...(image.record.suite === undefined ? {} : { results: image.record.suite.results }),
    ...(level === undefined ? {} : { level }),
    ...(machine.share === undefined ? {} : { share: SHARE }),
    ...(network.guest === undefined ? {} : { network: network.guest }),
  });
}

/** The VMs of the run as the guest is told of them: itself, too, be it one that shares the work of another, or has taken its place. */
export function knownPeers(peers: readonly PeerVm[], own: PeerVm): PeerVm[] {
  const isOwn = ({ name, number }: PeerVm) => name === own.name || number === own.number;
  return peers.some(isOwn) ? peers.map((peer) => (isOwn(peer) ? own : peer)) : [...peers, own];
}

function addressIn(network: Attachment): Pick<PeerVm, 'address'> {
  const address = addressOf(network);
  return address === undefined ? {} : { address };
}

/** Takes the user's terminal for the console; call the result to give it back as it was. */
async function borrowTerminal({ terminal }: RunOptions, consoleLog: string, host: Host): Promise<() => Promise<void>> {
  const giveBack = await host.lendTerminal();
  const restoreModes = terminal?.device === undefined ? undefined : await keepModes(terminal.device);
  return async () => {
    await restoreModes?.();
    await giveBack(await endOf(consoleLog, SCREEN_TAIL));
  };
}

const HANG_SECONDS = { kvm: 60, tcg: 300 } as const;
/** Enough to find what a program in the guest has left the terminal in. */
const SCREEN_TAIL = 1 << 20;
const NO_TERMINAL: Terminal = { rows: 24, columns: 80, type: 'dumb' };

/** What `rapido ps` shows of it. */
function noteOfNetwork({ mode, nics }: Attachment): { network?: { mode: string; addresses: readonly string[] } } {
  if (mode === 'none') return {};
  return { network: { mode, addresses: nics.flatMap(({ addresses }) => addresses.map(({ address }) => address)) } };
}

/** What the steps are, for people; step 0 is the autorun. */
export function stepTexts({ steps, suite }: VmPlan): string[] {
  return [
    'autorun',
    ...(suite ? [suiteTitle(suite)] : []),
    ...steps.map((step) => (step.kind === 'command' ? step.text : step.path)),
  ];
}

function dynamicDebug({ config }: RunOptions): string[] {
  const words = (name: string) => (textOf(config, name) ?? '').split(/\s+/).filter(Boolean);
  return [
    ...words('DYN_DEBUG_MODULES').map((name) => `module ${name} +pf`),
    ...words('DYN_DEBUG_FILES').map((name) => `file ${name} +pf`),
  ];
}
