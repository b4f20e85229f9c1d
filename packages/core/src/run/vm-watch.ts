import { join } from 'node:path';
import { endOf } from '../files.js';
import type { Host, RunEvent, VmState } from '../host.js';
import { OUTCOMES } from '../outcome.js';
import type { QemuProcess } from '../qemu/index.js';
import { answerLines } from '../suite/answer-lines.js';
import { SuiteLine } from '../suite/suite-line.js';
import { type GuestChannel, type GuestMessage, openChannel, PROTOCOL_VERSION } from './channel.js';
import { ConsoleLog } from './console-log.js';
import { DataLine } from './data-line.js';
import { Fellow } from './fellow.js';
import { GuestReport } from './guest-report.js';
import { interruptionBy, type Stop } from './judge.js';
import { KernelWatch } from './kernel-watch.js';
import { LastLook } from './last-look.js';
import { NetworkLog } from './network-log.js';
import { serveShells } from './shell-server.js';
import { StepLog } from './step-log.js';
import { StepOutput } from './step-output.js';
import type { FoundSplat } from './types.js';
import type { VmStart } from './vm.js';
import { type VmEnd, vmEnd } from './vm-end.js';
import { type Limits, startWatchdog, type Watchdog } from './watchdog.js';

const CONSOLE_TAIL = 64 * 1024;

/** Follows one running VM: what it says, what it prints, and how long it has been silent. */
export class VmWatch {
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
  readonly #report = new GuestReport();
  readonly #fellow: Fellow;
  #stopped: Stop | undefined;
  #retired: string | undefined;

  constructor(start: VmStart, qemu: QemuProcess, host: Host) {
    this.#start = start;
    this.#qemu = qemu;
    this.#host = host;
    this.#steps = new StepLog(start.steps);
    this.#console = start.interactive ? undefined : new ConsoleLog(join(start.bundle, 'console.log'));
    const { session } = start;
    const suite = session && new SuiteLine(session);
    const onOutput = (index: number, data: Buffer) => this.#onStepOutput(index, data);
    this.#output = new StepOutput(start.nonce, onOutput, (words) => suite?.mark(words));
    this.#kernel = new KernelWatch({
      log: join(start.bundle, 'kernel.log'),
      allowed: start.allowed,
      onBegun: (splat) => this.#onSplatBegun(splat),
      onEnded: (splat) => this.#onSplat(splat),
      onLockdepOff: () => session?.lockdepOff(),
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
    const vm = { qemu, channel: this.#channel, data: this.#data, kernel: this.#kernel, report: this.#report };
    this.#lastLook = new LastLook(vm, start);
    const endResize = start.terminal?.onResize?.((rows, columns) => this.#channel.resize(rows, columns));
    const closeShells = serveShells(start.socket, { channel: this.#channel, data: this.#data }, start.work.reaper);
    const abort = () => this.#onAbort();
    host.signal.addEventListener('abort', abort, { once: true });
    if (host.signal.aborted) abort();
    session?.attach({
      answer: async (answer) => {
        await Promise.race([this.#channel.tellSuite(answerLines(answer)), qemu.ended]);
      },
      end: (outcome, reason) => this.#onSessionEnd(outcome, reason),
    });
    const ping = () => void this.#channel.ask('ping');
    this.#watchdog = startWatchdog(limitsOf(start), ping, (outcome, reason) => {
      if (outcome !== 'timeout' || !this.#fellow.putsOff(reason)) this.#onLimit(outcome, reason);
    });
    this.#fellow = new Fellow({
      ...{ start, steps: this.#steps },
      ask: (...words) => this.#channel.ask(...words),
      isEndedByUs: () => this.#isEndedByUs,
      onTimeout: (reason) => this.#onLimit('timeout', reason),
      end: (stop) => {
        this.#stopped = stop;
        this.#lastLook.endNow();
      },
    });
    this.#fellow.attach();
    qemu.ended.finally(() => {
      this.#fellow.close();
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
    await this.#kernel.end(this.#report.off ? '' : console);
    const files = await this.#data.end();
    const { splats, lost: lostRecords, lockdepOff } = this.#kernel;
    return vmEnd({
      ...{ interactive, console, splats, lostRecords, lockdepOff, files, examination, qemu: end },
      steps: this.#steps.results,
      report: this.#report,
      stopped: this.#stopped,
      retired: this.#retired,
      started: this.#began,
      readyAt: this.#fellow.readyAt,
      waited: this.#fellow.waited,
      network: this.#network.interfaces,
      seconds: Math.round(performance.now() - this.#began) / 1000,
    });
  }

  get #isEndedByUs(): boolean {
    return this.#stopped !== undefined || this.#retired !== undefined;
  }

  #onMessage(message: GuestMessage): void {
    this.#watchdog.heard();
    this.#kernel.alive();
    this.#report.note(message);
    switch (message.type) {
      case 'hello':
        if (message.version !== PROTOCOL_VERSION) this.#onOtherProtocol(message.version);
        break;
      case 'state':
        this.#onState(message.state as VmState);
        break;
      case 'step':
        this.#onStep(message.index, message.status);
        if (message.index === 0 && message.status === 0) this.#fellow.onReady();
        break;
      case 'network':
        if (this.#network.note(message)) this.#state('network', this.#network.text);
        break;
      case 'ready':
        this.#state('ready');
        break;
      case 'missing':
        this.#warn(`--get ${message.path}: it is not there in the VM.`);
        break;
      case 'warning':
        this.#warn(`${this.#start.name}: ${message.text}`);
        break;
      case 'beat':
        this.#lastLook.onBeat();
        break;
      case 'off':
        this.#onOff();
        break;
    }
  }

  #onState(state: VmState): void {
    this.#fellow.onState(state);
    if (state === 'waiting' || (state === 'autorun' && this.#fellow.waited === undefined)) this.#onSetUp();
    this.#state(state, state === 'waiting' ? this.#start.member?.part.after.join(', ') : this.#network.text);
  }

  #onSetUp(): void {
    this.#network.end();
    const oddity = this.#network.oddity(this.#start.requested);
    if (oddity !== undefined) this.#warn(oddity);
  }

  #onOtherProtocol(version: number): void {
    this.#report.failed = `its image speaks version ${version} of the guest protocol, this rapido ${PROTOCOL_VERSION}; cut it again`;
    this.#qemu.stop();
  }

  #onStep(index: number, status?: number): void {
    const text = this.#steps.note(index, status);
    if (text === undefined) return;
    const event: RunEvent = { type: 'step', vm: this.#start.name, index, text };
    this.#host.emit(status === undefined ? event : { ...event, status });
  }

  /** A power-off that a step asks for ends it; its status so far is 0, or it would not have got there. One that we ask for cuts it off. */
  async #onOff(): Promise<void> {
    const { running } = this.#steps;
    if (running !== undefined && !this.#isEndedByUs) this.#onStep(running, 0);
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
    if (index === SUITE_STEP) this.#start.session?.output(data);
    this.#host.emit({ type: 'step-output', vm: this.#start.name, index, data });
  }

  /** Whoever sits at the console or a debugger ends the VM himself. */
  #onSplatBegun(splat: FoundSplat): void {
    const { fatal, allowed } = splat;
    this.#start.session?.splat(splat);
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
    if (this.#isEndedByUs) return;
    const place = this.#report.greeted ? (this.#fellow.place ?? this.#steps.place()) : ', before its init spoke';
    this.#stopAndExamine(outcome, `${reason}${place}`);
  }

  #onSessionEnd(outcome: 'hang' | 'retired', reason: string): void {
    if (this.#isEndedByUs) return;
    if (outcome === 'hang') {
      this.#stopAndExamine(outcome, reason);
    } else {
      this.#retired = reason;
      this.#lastLook.endNow();
    }
  }

  #stopAndExamine(outcome: 'hang' | 'timeout', reason: string): void {
    this.#stopped = { outcome, reason, exitCode: OUTCOMES[outcome].exitCode };
    this.#lastLook.examine(this.#console?.tail ?? '');
  }

  #onAbort(): void {
    this.#stopped = interruptionBy(this.#host.signal);
    this.#lastLook.endAtOnce();
  }

  #warn(text: string): void {
    this.#host.emit({ type: 'note', level: 'warn', text });
  }

  #state(state: VmState, text?: string): void {
    this.#host.emit({ type: 'vm', vm: this.#start.name, state, ...(text === undefined ? {} : { text }) });
  }
}

/** The suite is what runs first after the autorun. */
const SUITE_STEP = 1;
const END_OF_PANIC = '---[ end Kernel panic - not syncing';

/** A user at the console sees for himself whether anything happens, and one at a debugger decides it. */
function limitsOf({ interactive, debugged, hangTimeoutMs, timeoutMs }: VmStart): Limits {
  if (debugged) return { hangTimeoutMs: Number.POSITIVE_INFINITY };
  return {
    hangTimeoutMs: interactive ? Number.POSITIVE_INFINITY : hangTimeoutMs,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
}
