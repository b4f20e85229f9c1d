import { join } from 'node:path';
import type { QemuProcess } from '../qemu/index.js';
import type { GuestChannel } from './channel.js';
import type { Symbols } from './cpu-places.js';
import type { DataLine } from './data-line.js';
import { dumpMemory, examine } from './examine.js';
import type { GuestReport } from './guest-report.js';
import type { KernelWatch } from './kernel-watch.js';
import type { Examination } from './types.js';

export interface LastLookOptions {
  /** Directory for what is kept. */
  readonly bundle: string;
  /** The kernel's, where they are known: read when they are needed, as they are many. */
  symbols(): Promise<Symbols | undefined>;
  readonly wantsFiles: boolean;
  readonly dump: boolean;
}

interface Vm {
  readonly qemu: QemuProcess;
  readonly channel: GuestChannel;
  readonly data: DataLine;
  readonly kernel: KernelWatch;
  readonly report: GuestReport;
}

/** A dying kernel is done when it has printed nothing for this long; and how long it may go on. Milliseconds. */
const PAUSE = 1000;
const LAST_WORDS = 8000;
/** A kernel that has gone on answers by then. */
const ANSWER = 3000;
/** How long files may take to come. */
const LAST_FILES = 30_000;
/** How long the guest may take for what it has to do at its end; its own limit is two seconds less (guest/ending.sh). */
const ENDING = 12_000;

/** What is done with a VM that ends badly before it is gone: it may finish its report or is examined, and files and memory are kept. */
export class LastLook {
  readonly #vm: Vm;
  readonly #options: LastLookOptions;
  readonly #onBeat: ((value: unknown) => void)[] = [];
  /** What the kernel has said since it is being examined: to its log, and on the console. */
  readonly #answers = { log: [] as string[], console: '' };
  #dying: Promise<void> | undefined;
  #examining: Promise<Examination> | undefined;
  #dumping: Promise<unknown> | undefined;

  constructor(vm: Vm, options: LastLookOptions) {
    this.#vm = vm;
    this.#options = options;
    vm.qemu.onShutdown(() => this.#onShutdown());
  }

  /** What came of `examine`; undefined where that was not called. */
  get examination(): Promise<Examination> | undefined {
    return this.#examining;
  }

  onBeat(): void {
    for (const resolve of this.#onBeat.splice(0)) resolve(undefined);
  }

  /** A line of /dev/kmsg. */
  onKernelLine(line: string): void {
    if (this.#examining) this.#answers.log.push(line.slice(line.indexOf(';') + 1));
  }

  onConsole(data: Buffer): void {
    if (this.#examining) this.#answers.console += data.toString('latin1');
  }

  /** The kernel proves nothing any more: ends the VM as soon as it has said everything. */
  endAfterReport(): void {
    if (!this.#examining) this.#dying ??= this.#endAfterReport();
  }

  /** Nothing is wrong with the VM, but it is not to go on. One that is being ended already is left to that. */
  async endNow(): Promise<void> {
    if (this.#dying || this.#examining) return;
    await this.#fetchFiles();
    await this.#letEnd();
    this.#vm.qemu.stop();
  }

  /** The user wants it to end. What it has to do at its end is all that is waited for, unless the VM is being ended already. */
  async endAtOnce(): Promise<void> {
    if (!this.#dying && !this.#examining) await this.#letEnd();
    this.#vm.qemu.stop();
  }

  /** Finds out where the VM is stuck, and ends it. `console` is the end of what it has printed. */
  examine(console: string): void {
    this.#examining ??= this.#examine(console);
  }

  async #endAfterReport(): Promise<void> {
    const { kernel, channel, qemu } = this.#vm;
    await this.#within(LAST_WORDS, kernel.quiet(PAUSE));
    if (channel.ask('ping')) await this.#within(ANSWER, this.#beat());
    await this.#fetchFiles();
    if (this.#options.dump) await this.#dump();
    qemu.stop();
  }

  async #examine(console: string): Promise<Examination> {
    const { qemu, channel, kernel } = this.#vm;
    const { bundle, dump } = this.#options;
    kernel.ignoreFromNow(console);
    const examination = await examine({
      bundle,
      symbols: await this.#options.symbols(),
      monitor: qemu.monitor,
      console: qemu.console,
      dump: async () => {
        if (dump) await this.#dump();
      },
      ask: (...words) => channel.ask(...words),
      said: () => [...this.#answers.log, ...this.#answers.console.split(/\r?\n/).map(withoutStamp)],
    });
    if (examination.answeredTo === 'agent') {
      await this.#fetchFiles();
      await this.#letEnd();
    }
    qemu.stop();
    return examination;
  }

  /** With --dump QEMU waits when the guest has reset itself or powered off, so that its memory can be kept. */
  async #onShutdown(): Promise<void> {
    if (!this.#options.dump) return;
    if (!this.#vm.kernel.isOff) await this.#dump();
    this.#vm.qemu.stop();
  }

  async #dump(): Promise<void> {
    this.#dumping ??= dumpMemory(this.#vm.qemu.monitor, join(this.#options.bundle, 'vmcore'));
    await this.#dumping;
  }

  /** Where the guest has something to do at its end, has it do that and end itself. One that does not answer is not waited for. */
  async #letEnd(): Promise<void> {
    const { report, channel, qemu } = this.#vm;
    if (!report.hasEnding || report.off || !channel.ask('end')) return;
    let answered = false;
    await this.#within(
      ANSWER,
      this.#beat().then(() => {
        answered = true;
      }),
    );
    if (answered) await this.#within(ENDING, qemu.ended);
  }

  /** Resolves with the next sign of life that was asked for. */
  #beat(): Promise<unknown> {
    return new Promise((resolve) => this.#onBeat.push(resolve));
  }

  async #fetchFiles(): Promise<void> {
    if (!this.#options.wantsFiles || !this.#vm.channel.ask('files')) return;
    await this.#within(LAST_FILES, this.#vm.data.filesSent());
  }

  /** Waits for `event`, the end of the VM or `limit` milliseconds. */
  async #within(limit: number, event: Promise<unknown>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, limit);
    });
    await Promise.race([event, late, this.#vm.qemu.ended]);
    clearTimeout(timer);
  }
}

function withoutStamp(line: string): string {
  return line.replace(/^\[ *\d+\.\d+\](\[ *[TC]\d+\])? /, '');
}
