import { join } from 'node:path';
import { RapidoError } from '../errors.js';
import { endOf } from '../files.js';
import type { Host, RunEvent, VmState } from '../host.js';
import { OUTCOMES } from '../outcome.js';
import type { WorkDir } from '../process/index.js';
import { type QemuEnd, type QemuProcess, startQemu } from '../qemu/index.js';
import type { Splat } from '../splat/index.js';
import { type GuestChannel, type GuestMessage, type Hello, openChannel, PROTOCOL_VERSION } from './channel.js';
import { ConsoleLog } from './console-log.js';
import { DataLine } from './data-line.js';
import { judge, type VmFacts } from './judge.js';
import { KernelWatch } from './kernel-watch.js';
import { LastLook, type LastLookOptions } from './last-look.js';
import { NetworkLog } from './network-log.js';
import type { Terminal } from './payload.js';
import { serveShells } from './shell-server.js';
import { StepLog } from './step-log.js';
import { StepOutput } from './step-output.js';
import { taintLetters } from './taint.js';
import type { FoundSplat, VmResult } from './types.js';
import { type Limits, startWatchdog, type Watchdog } from './watchdog.js';

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

/** What came of a VM, and what else is known of its end. */
export interface VmEnd extends VmResult {
  readonly exitCode: number;
  /** The end of what the console printed. */
  readonly console: string;
  /** The guest took up its work. */
  readonly greeted: boolean;
  readonly qemu: QemuEnd;
}

const CONSOLE_TAIL = 64 * 1024;

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
    const watch = new VmWatch(start, qemu, host);
    await start.onStart(qemu.pid);
    return await watch.ended();
  } catch (error) {
    qemu.stop();
    // An end is not seen where nobody reads.
    for (const stream of [qemu.console, qemu.control, qemu.output, qemu.data, qemu.state]) stream?.resume();
    await qemu.ended;
    throw error;
  }
}

/** Follows one running VM: what it says, what it prints, and how long it has been silent. */
class VmWatch {
  readonly #start: VmStart;
  readonly #qemu: QemuProcess;
  readonly #host: Host;
  readonly #console: ConsoleLog | undefined;
  readonly #output: StepOutput;
  readonly #kernel: KernelWatch;
  readonly #channel: GuestChannel;
  readonly #data: DataLine;
  readonly #lastLook: LastLook;
  readonly #began = performance.now();
  readonly #steps: StepLog;
  readonly #network = new NetworkLog();
  readonly #watchdog: Watchdog;
  #greeted = false;
  #off = false;
  #failed: string | undefined;
  #shell: number | undefined;
  #stopped: VmFacts['stopped'];
  #taint: string | undefined;

  constructor(start: VmStart, qemu: QemuProcess, host: Host) {
    this.#start = start;
    this.#qemu = qemu;
    this.#host = host;
    this.#steps = new StepLog(start.steps);
    this.#console = start.interactive ? undefined : new ConsoleLog(join(start.bundle, 'console.log'));
    this.#output = new StepOutput(start.nonce, (index, data) => this.#onStepOutput(index, data));
    this.#kernel = new KernelWatch({
      log: join(start.bundle, 'kernel.log'),
      allowed: start.allowed,
      onBegun: (splat) => this.#onSplatBegun(splat),
      onEnded: (splat) => this.#onSplat(splat),
    });
    this.#data = new DataLine(qemu.data, start.nonce, join(start.bundle, 'files'), () => this.#watchdog.heard());
    this.#state('start');
    // `attend` may have read ahead, and given it back.
    qemu.console?.on('data', (data: Buffer) => this.#onConsole(data)).resume();
    qemu.output.on('data', (data: Buffer) => this.#onOutput(data));
    this.#channel = openChannel(qemu.control, (hello) => start.payload(hello, qemu), {
      message: (message) => this.#onMessage(message),
      kernelLine: (line) => this.#onKernelLine(line),
    });
    this.#lastLook = new LastLook({ qemu, channel: this.#channel, data: this.#data, kernel: this.#kernel }, start);
    const endResize = start.terminal?.onResize?.((rows, columns) => this.#channel.resize(rows, columns));
    const closeShells = serveShells(start.socket, { channel: this.#channel, data: this.#data }, start.work.reaper);
    const abort = () => this.#onAbort();
    host.signal.addEventListener('abort', abort, { once: true });
    if (host.signal.aborted) abort();
    this.#watchdog = startWatchdog(limitsOf(start), (outcome, reason) => this.#onLimit(outcome, reason));
    qemu.ended.finally(() => {
      host.signal.removeEventListener('abort', abort);
      endResize?.();
      closeShells();
      this.#watchdog.close();
    });
  }

  async ended(): Promise<VmEnd> {
    const end = await this.#qemu.ended;
    const examination = await this.#lastLook.examination;
    const { interactive, bundle } = this.#start;
    this.#output.end();
    this.#state('off');
    await this.#console?.end();
    const console = this.#console?.tail ?? (await endOf(join(bundle, 'console.log'), CONSOLE_TAIL));
    await this.#kernel.end(this.#off ? '' : console);
    const files = await this.#data.end();
    const silent = !this.#greeted && console === '';
    if (silent && end.status !== undefined && end.status !== 0) throw refused(end.messages, end.status);
    const { splats, lost: lostRecords } = this.#kernel;
    const { interfaces } = this.#network;
    const facts: VmFacts = {
      ...{ interactive, splats, end, console },
      steps: this.#steps.results,
      greeted: this.#greeted,
      off: this.#off,
      ...(this.#failed === undefined ? {} : { failed: this.#failed }),
      ...(this.#shell === undefined ? {} : { shell: this.#shell }),
      ...(this.#stopped === undefined ? {} : { stopped: this.#stopped }),
    };
    const distrust = distrustOf(splats, this.#kernel.lockdepOff);
    return {
      ...judge(facts),
      ...{ splats, lostRecords, files, console },
      ...(interfaces.length === 0 ? {} : { network: interfaces }),
      steps: this.#steps.results,
      greeted: this.#greeted,
      qemu: end,
      seconds: Math.round(performance.now() - this.#began) / 1000,
      ...(this.#taint === undefined ? {} : { taint: this.#taint }),
      ...(distrust === undefined ? {} : { distrust }),
      ...(examination === undefined ? {} : { examination }),
    };
  }

  #onMessage(message: GuestMessage): void {
    this.#watchdog.heard();
    this.#kernel.alive();
    switch (message.type) {
      case 'hello':
        this.#greeted = true;
        if (message.version !== PROTOCOL_VERSION) this.#onOtherProtocol(message.version);
        break;
      case 'state':
        if (message.state === 'autorun') this.#onSetUp();
        this.#state(message.state as VmState, this.#network.text);
        break;
      case 'step':
        this.#onStep(message.index, message.status);
        break;
      case 'network':
        if (this.#network.note(message)) this.#state('network', this.#network.text);
        break;
      case 'ready':
        this.#state('ready');
        break;
      case 'exit':
        this.#shell = message.status;
        break;
      case 'failed':
        this.#failed = message.reason;
        break;
      case 'missing':
        this.#warn(`--get ${message.path}: it is not there in the VM.`);
        break;
      case 'taint':
        this.#taint = taintLetters(message.flags);
        break;
      case 'beat':
        this.#lastLook.onBeat();
        break;
      case 'off':
        this.#onOff();
        break;
    }
  }

  #onSetUp(): void {
    this.#network.end();
    const oddity = this.#network.oddity(this.#start.requested);
    if (oddity !== undefined) this.#warn(oddity);
  }

  #onOtherProtocol(version: number): void {
    this.#failed = `its image speaks version ${version} of the guest protocol, this rapido ${PROTOCOL_VERSION}; cut it again`;
    this.#qemu.stop();
  }

  #onStep(index: number, status?: number): void {
    const text = this.#steps.note(index, status);
    if (text === undefined) return;
    const event: RunEvent = { type: 'step', vm: this.#start.name, index, text };
    this.#host.emit(status === undefined ? event : { ...event, status });
  }

  /** A power-off that a step asks for ends it; its status so far is 0, or it would not have got there. */
  async #onOff(): Promise<void> {
    this.#off = true;
    const { running } = this.#steps;
    if (running !== undefined) this.#onStep(running, 0);
    await Promise.race([Promise.all([this.#kernel.off(), this.#output.off()]), this.#qemu.ended]);
    this.#qemu.stop();
  }

  #onKernelLine(line: string): void {
    this.#watchdog.heard();
    this.#kernel.line(line);
    this.#lastLook.onKernelLine(line);
  }

  #onConsole(data: Buffer): void {
    this.#watchdog.heard();
    this.#console?.console(data);
    this.#lastLook.onConsole(data);
    this.#host.emit({ type: 'console', vm: this.#start.name, data });
    // It stays there for ever, where it could not or was told not to reset itself.
    const end = this.#console?.tail.slice(-data.length - END_OF_PANIC.length);
    if (end?.includes(END_OF_PANIC)) this.#lastLook.endAfterReport();
  }

  #onOutput(data: Buffer): void {
    this.#watchdog.heard();
    this.#output.push(data);
  }

  /** The console's log has the steps' output too, where it came. */
  #onStepOutput(index: number, data: Buffer): void {
    this.#console?.steps(data);
    this.#host.emit({ type: 'step-output', vm: this.#start.name, index, data });
  }

  /** Whoever sits at the console or a debugger ends the VM himself. */
  #onSplatBegun({ fatal, allowed }: FoundSplat): void {
    if (fatal && !allowed && !this.#start.interactive && !this.#start.debugged) this.#lastLook.endAfterReport();
  }

  #onSplat(splat: FoundSplat): void {
    const { kind, title, allowed, step } = splat;
    this.#host.emit({
      ...{ type: 'splat', vm: this.#start.name, kind, title, allowed },
      ...(step === undefined ? {} : { step }),
    });
  }

  #onLimit(outcome: 'hang' | 'timeout', reason: string): void {
    if (this.#stopped) return;
    const place = this.#greeted ? this.#steps.place() : ', before its init spoke';
    this.#stopped = { outcome, reason: `${reason}${place}`, exitCode: OUTCOMES[outcome].exitCode };
    this.#lastLook.examine(this.#console?.tail ?? '');
  }

  #onAbort(): void {
    const reason: unknown = this.#host.signal.reason;
    const exitCode = RapidoError.is(reason) ? reason.exitCode : OUTCOMES.interrupted.exitCode;
    this.#stopped = { outcome: 'interrupted', reason: 'interrupted', exitCode };
    this.#qemu.stop();
  }

  #warn(text: string): void {
    this.#host.emit({ type: 'note', level: 'warn', text });
  }

  #state(state: VmState, text?: string): void {
    this.#host.emit({ type: 'vm', vm: this.#start.name, state, ...(text === undefined ? {} : { text }) });
  }
}

const END_OF_PANIC = '---[ end Kernel panic - not syncing';

/** A user at the console sees for himself whether anything happens, and one at a debugger decides it. */
function limitsOf({ interactive, debugged, hangTimeoutMs, timeoutMs }: VmStart): Limits {
  if (debugged) return { hangTimeoutMs: Number.POSITIVE_INFINITY };
  return {
    hangTimeoutMs: interactive ? Number.POSITIVE_INFINITY : hangTimeoutMs,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
}

function distrustOf(splats: readonly FoundSplat[], lockdepOff: boolean): string | undefined {
  const fatal = splats.find((splat) => splat.fatal);
  if (fatal) return `after "${fatal.title}" the kernel proves nothing`;
  return lockdepOff ? 'lockdep has turned itself off: no more locking problems are found' : undefined;
}

function refused(messages: string, status: number): RapidoError {
  const said = messages.trim().split('\n').slice(-5).join('\n') || 'It said nothing.';
  return new RapidoError('QEMU', `QEMU ended at once with status ${status}:\n${said}`, {
    hint: 'See its command line with --dry-run; QEMU_EXTRA_ARGS in rapido.conf adds to it.',
  });
}
