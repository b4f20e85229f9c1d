import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { RapidoError } from '../errors.js';
import { endOf } from '../files.js';
import type { Host, RunEvent, VmState } from '../host.js';
import { OUTCOMES } from '../outcome.js';
import type { WorkDir } from '../process/index.js';
import { type QemuProcess, startQemu } from '../qemu/index.js';
import { type GuestMessage, openChannel, PROTOCOL_VERSION } from './channel.js';
import { type Judgement, judge, type VmFacts } from './judge.js';
import type { Terminal } from './payload.js';
import { StepLog } from './step-log.js';
import { StepOutput } from './step-output.js';
import type { StepResult } from './types.js';
import { type Limits, startWatchdog, type Watchdog } from './watchdog.js';

/** A VM that is ready to be started. */
export interface VmStart extends Limits {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly interactive: boolean;
  readonly payload: Buffer;
  readonly nonce: string;
  /** What the steps are, step 0 being the autorun. */
  readonly steps: readonly string[];
  /** File that the console is recorded in; in interactive mode QEMU writes it itself. */
  readonly consoleLog: string;
  readonly work: WorkDir;
  readonly terminal?: Terminal;
  /** Called when QEMU runs. */
  onStart(qemuPid: number): Promise<void>;
}

export interface VmEnd extends Judgement {
  readonly steps: readonly StepResult[];
  readonly seconds: number;
  /** The end of what the console printed. */
  readonly console: string;
}

const CONSOLE_TAIL = 64 * 1024;

/** Starts a VM, follows it to its end and judges it. Throws a RapidoError only where QEMU itself could not start it. */
export async function runVm(start: VmStart, host: Host): Promise<VmEnd> {
  host.signal.throwIfAborted();
  const { program, args, interactive: terminal, work } = start;
  const qemu = await startQemu(program, args, { terminal, cwd: work.path, reaper: work.reaper });
  const watch = new VmWatch(start, qemu, host);
  try {
    await start.onStart(qemu.pid);
  } catch (error) {
    qemu.stop();
    throw error;
  }
  return watch.ended();
}

/** Follows one running VM: what it says, what it prints, and how long it has been silent. */
class VmWatch {
  readonly #start: VmStart;
  readonly #qemu: QemuProcess;
  readonly #host: Host;
  readonly #log: WriteStream | undefined;
  readonly #output: StepOutput;
  readonly #began = performance.now();
  readonly #steps: StepLog;
  readonly #watchdog: Watchdog;
  #greeted = false;
  #off = false;
  #failed: string | undefined;
  #shell: number | undefined;
  #stopped: VmFacts['stopped'];
  #console = '';

  constructor(start: VmStart, qemu: QemuProcess, host: Host) {
    this.#start = start;
    this.#qemu = qemu;
    this.#host = host;
    this.#steps = new StepLog(start.steps);
    this.#log = start.interactive ? undefined : createWriteStream(start.consoleLog, { flags: 'a', mode: 0o600 });
    this.#output = new StepOutput(start.nonce, (index, data) => this.#onStepOutput(index, data));
    this.#state('start');
    qemu.console?.on('data', (data: Buffer) => this.#onConsole(data));
    qemu.output.on('data', (data: Buffer) => this.#onOutput(data));
    const channel = openChannel(qemu.control, start.payload, (message) => this.#onMessage(message));
    const endResize = start.terminal?.onResize?.((rows, columns) => channel.resize(rows, columns));
    const abort = () => this.#onAbort();
    host.signal.addEventListener('abort', abort, { once: true });
    if (host.signal.aborted) abort();
    // A user at the console sees for himself whether anything happens.
    const limits = start.interactive ? { ...start, hangTimeoutMs: Number.POSITIVE_INFINITY } : start;
    this.#watchdog = startWatchdog(limits, (outcome, reason) => this.#onLimit(outcome, reason));
    qemu.ended.finally(() => {
      host.signal.removeEventListener('abort', abort);
      endResize?.();
      this.#watchdog.close();
    });
  }

  async ended(): Promise<VmEnd> {
    const end = await this.#qemu.ended;
    this.#output.end();
    this.#state('off');
    if (this.#log) {
      this.#log.end();
      await once(this.#log, 'close');
    }
    if (this.#start.interactive) this.#console = await endOf(this.#start.consoleLog, CONSOLE_TAIL);
    const silent = !this.#greeted && this.#console === '';
    if (silent && end.status !== undefined && end.status !== 0) throw refused(end.messages, end.status);
    const facts: VmFacts = {
      interactive: this.#start.interactive,
      steps: this.#steps.results,
      greeted: this.#greeted,
      off: this.#off,
      ...(this.#failed === undefined ? {} : { failed: this.#failed }),
      ...(this.#shell === undefined ? {} : { shell: this.#shell }),
      ...(this.#stopped === undefined ? {} : { stopped: this.#stopped }),
      end,
      console: this.#console,
    };
    const seconds = Math.round(performance.now() - this.#began) / 1000;
    return { ...judge(facts), steps: this.#steps.results, seconds, console: this.#console };
  }

  #onMessage(message: GuestMessage): void {
    this.#watchdog.heard();
    switch (message.type) {
      case 'hello':
        this.#greeted = true;
        if (message.version !== PROTOCOL_VERSION) this.#onOtherProtocol(message.version);
        break;
      case 'state':
        this.#state(message.state as VmState);
        break;
      case 'step':
        this.#onStep(message.index, message.status);
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
      case 'off':
        this.#onOff();
        break;
    }
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
  #onOff(): void {
    this.#off = true;
    const { running } = this.#steps;
    if (running !== undefined) this.#onStep(running, 0);
    this.#qemu.stop();
  }

  #onConsole(data: Buffer): void {
    this.#watchdog.heard();
    this.#keep(data);
    this.#host.emit({ type: 'console', vm: this.#start.name, data });
  }

  #onOutput(data: Buffer): void {
    this.#watchdog.heard();
    this.#output.push(data);
  }

  /** The console's log has the steps' output too, where it came. */
  #onStepOutput(index: number, data: Buffer): void {
    this.#log?.write(data);
    this.#host.emit({ type: 'step-output', vm: this.#start.name, index, data });
  }

  #keep(data: Buffer): void {
    this.#log?.write(data);
    this.#console += data.toString('latin1');
    if (this.#console.length > 2 * CONSOLE_TAIL) this.#console = this.#console.slice(-CONSOLE_TAIL);
  }

  #onLimit(outcome: 'hang' | 'timeout', reason: string): void {
    const place = this.#greeted ? this.#steps.place() : ', before its init spoke';
    this.#stop({ outcome, reason: `${reason}${place}`, exitCode: OUTCOMES[outcome].exitCode });
  }

  #onAbort(): void {
    const reason: unknown = this.#host.signal.reason;
    this.#stop({
      outcome: 'interrupted',
      reason: 'interrupted',
      exitCode: RapidoError.is(reason) ? reason.exitCode : 130,
    });
  }

  #stop(stopped: NonNullable<VmFacts['stopped']>): void {
    this.#stopped ??= stopped;
    this.#qemu.stop();
  }

  #state(state: VmState): void {
    this.#host.emit({ type: 'vm', vm: this.#start.name, state });
  }
}

function refused(messages: string, status: number): RapidoError {
  const said = messages.trim().split('\n').slice(-5).join('\n') || 'It said nothing.';
  return new RapidoError('QEMU', `QEMU ended at once with status ${status}:\n${said}`, {
    hint: 'See its command line with --dry-run; QEMU_EXTRA_ARGS in rapido.conf adds to it.',
  });
}
