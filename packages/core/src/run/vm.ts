import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { RapidoError } from '../errors.js';
import type { Host, RunEvent, VmState } from '../host.js';
import { type QemuProcess, startQemu } from '../qemu/index.js';
import { type GuestMessage, openChannel, PROTOCOL_VERSION } from './channel.js';
import { type Judgement, judge, type VmFacts } from './judge.js';
import type { Terminal } from './payload.js';
import { StepOutput } from './step-output.js';
import type { StepResult } from './types.js';

/** A VM that is ready to be started. */
export interface VmStart {
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
  readonly workDir: string;
  readonly timeoutMs?: number;
  readonly hangTimeoutMs: number;
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
  const qemu = await startQemu(start.program, start.args, { terminal: start.interactive, cwd: start.workDir });
  const watch = new VmWatch(start, qemu, host);
  await start.onStart(qemu.pid);
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
  readonly #steps: { text: string; status?: number; seconds?: number }[];
  readonly #timers: NodeJS.Timeout[] = [];
  #hang: NodeJS.Timeout | undefined;
  #stepBegan = 0;
  /** Index of the step that is being run. */
  #running: number | undefined;
  #greeted = false;
  #off = false;
  #failed: string | undefined;
  #stopped: VmFacts['stopped'];
  #console = '';

  constructor(start: VmStart, qemu: QemuProcess, host: Host) {
    this.#start = start;
    this.#qemu = qemu;
    this.#host = host;
    this.#steps = start.steps.map((text) => ({ text }));
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
    if (!start.interactive) this.#startTimers();
    qemu.ended.finally(() => {
      host.signal.removeEventListener('abort', abort);
      endResize?.();
      for (const timer of this.#timers) clearTimeout(timer);
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
    const silent = !this.#greeted && this.#console === '' && !this.#start.interactive;
    if (silent && end.status !== undefined && end.status !== 0) throw refused(end.messages, end.status);
    const facts: VmFacts = {
      interactive: this.#start.interactive,
      steps: this.#steps,
      greeted: this.#greeted,
      off: this.#off,
      ...(this.#failed === undefined ? {} : { failed: this.#failed }),
      ...(this.#stopped === undefined ? {} : { stopped: this.#stopped }),
      end,
      console: this.#console,
    };
    const seconds = Math.round(performance.now() - this.#began) / 1000;
    return { ...judge(facts), steps: this.#steps, seconds, console: this.#console };
  }

  #onMessage(message: GuestMessage): void {
    this.#hang?.refresh();
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

  #onStep(index: number, status: number | undefined): void {
    const step = this.#steps[index];
    if (!step) return;
    if (status === undefined) this.#stepBegan = performance.now();
    else this.#endStep(step, status);
    const event: RunEvent = { type: 'step', vm: this.#start.name, index, text: step.text };
    this.#host.emit(status === undefined ? event : { ...event, status });
    this.#running = status === undefined ? index : undefined;
  }

  #endStep(step: { status?: number; seconds?: number }, status: number): void {
    step.status = status;
    step.seconds = Math.round(performance.now() - this.#stepBegan) / 1000;
  }

  /** A power-off that a step asks for ends it; its status so far is 0, or it would not have got there. */
  #onOff(): void {
    this.#off = true;
    if (this.#running !== undefined && !this.#start.interactive) this.#onStep(this.#running, 0);
    this.#qemu.stop();
  }

  #onConsole(data: Buffer): void {
    this.#hang?.refresh();
    this.#keep(data);
    this.#host.emit({ type: 'console', vm: this.#start.name, data });
  }

  #onOutput(data: Buffer): void {
    this.#hang?.refresh();
    this.#output.push(data);
  }

  /** The console's log has the steps' output too, where it came. */
  #onStepOutput(index: number, data: Buffer): void {
    this.#log?.write(data);
    this.#host.emit({ type: 'step-output', vm: this.#start.name, index, data });
  }

  #keep(data: Buffer): void {
    this.#log?.write(data);
    this.#console = (this.#console + data.toString('latin1')).slice(-CONSOLE_TAIL);
  }

  #startTimers(): void {
    const { timeoutMs, hangTimeoutMs } = this.#start;
    const stop = (outcome: 'hang' | 'timeout', reason: string) =>
      this.#stop({ outcome, reason, exitCode: outcome === 'hang' ? 102 : 103 });
    this.#hang = setTimeout(
      () => stop('hang', `neither a heartbeat nor output for ${hangTimeoutMs / 1000} s${this.#during()}`),
      hangTimeoutMs,
    );
    this.#timers.push(this.#hang);
    if (timeoutMs === undefined) return;
    this.#timers.push(
      setTimeout(() => stop('timeout', `not done after ${timeoutMs / 1000} s${this.#during()}`), timeoutMs),
    );
  }

  #during(): string {
    if (!this.#greeted) return ', before its init spoke';
    if (this.#running === undefined) return '';
    return this.#running === 0 ? ', in autorun' : `, in step ${this.#running} (${this.#steps[this.#running]?.text})`;
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
