import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { consoleRecords, formatRecord, type KernelRecord, parseKmsg } from '../kernel-log/index.js';
import { type Splat, SplatDetector } from '../splat/index.js';
import type { FoundSplat } from './types.js';

export interface KernelWatchOptions {
  /** File that the log is kept in. */
  readonly log: string;
  /** Which splats count for nothing, by title or a line of the report. */
  readonly allowed: (splat: Splat) => boolean;
  /** Called when a report has begun, with what is known by then, and when it is whole. */
  onBegun(splat: FoundSplat): void;
  onEnded(splat: FoundSplat): void;
  /** Called when lockdep has turned itself off. */
  onLockdepOff?(): void;
}

/** Follows a guest's kernel log: keeps it, finds splats in it, and knows into which step they fell. */
export class KernelWatch {
  readonly #options: KernelWatchOptions;
  readonly #file: WriteStream;
  readonly #detector: SplatDetector;
  readonly #splats: Splat[] = [];
  readonly #onOff: (() => void)[] = [];
  /** Which step each report began in, by its first record's number. */
  readonly #steps = new Map<number, number | undefined>();
  readonly #survived = new Set<number>();
  readonly #pauses: NodeJS.Timeout[] = [];
  #last = { sequence: -1, time: -1 };
  #step: number | undefined;
  #sawOff = false;
  #ownDoing = false;
  /** Records that the kernel had overwritten before they could be sent. */
  lost = 0;
  /** Lockdep has turned itself off: no locking problem is found any more. */
  lockdepOff = false;

  constructor(options: KernelWatchOptions) {
    this.#options = options;
    this.#file = createWriteStream(options.log, { flags: 'a', mode: 0o600 });
    this.#detector = new SplatDetector({
      begun: (splat) => {
        this.#steps.set(splat.sequence, this.#step);
        options.onBegun(this.#found(splat));
      },
      ended: (splat) => {
        this.#splats.push(splat);
        options.onEnded(this.#found(splat));
      },
      lockdepOff: () => {
        this.lockdepOff = true;
        options.onLockdepOff?.();
      },
    });
  }

  get splats(): readonly FoundSplat[] {
    return this.#splats.map((splat) => this.#found(splat));
  }

  /** The guest has said something: it has survived what was reported before. */
  alive(): void {
    for (const sequence of this.#steps.keys()) this.#survived.add(sequence);
  }

  /** Resolves when no record has come for `pause` milliseconds. */
  quiet(pause: number): Promise<void> {
    return new Promise((resolve) => {
      this.#pauses.push(setTimeout(resolve, pause));
    });
  }

  /** The guest has powered off by itself. */
  get isOff(): boolean {
    return this.#sawOff;
  }

  /** A line of /dev/kmsg. */
  line(line: string): void {
    const record = parseKmsg(line);
    if (record && record.sequence > this.#last.sequence) this.#push(record);
  }

  /** From now on the kernel says what we made it say: no splat of its own. `console` may have what its log could not tell. */
  ignoreFromNow(console: string): void {
    for (const record of consoleRecords(console, this.#last)) this.#push(record);
    this.#detector.end();
    this.#ownDoing = true;
    const text = 'rapido: what follows the kernel was asked for, as it is to be ended';
    this.#file.write(formatRecord({ ...this.#last, level: 6, facility: 1, text }));
  }

  /** Resolves when the guest's last record has come. */
  async off(): Promise<void> {
    if (!this.#sawOff && this.#last.sequence >= 0) await new Promise<void>((resolve) => this.#onOff.push(resolve));
  }

  /** The VM has ended; `dying` is the console of one that did not say so, where the kernel's last words may be. */
  async end(dying: string): Promise<void> {
    for (const record of consoleRecords(dying, this.#last)) this.#push(record);
    this.#detector.end();
    for (const pause of this.#pauses) clearTimeout(pause);
    this.#file.end();
    await once(this.#file, 'close');
  }

  #push(record: KernelRecord): void {
    this.lost += this.#last.sequence < 0 ? 0 : record.sequence - this.#last.sequence - 1;
    this.#last = record;
    for (const pause of this.#pauses) pause.refresh();
    this.#file.write(formatRecord(record));
    if (record.facility !== 0) this.#onNote(record.text);
    else if (!this.#ownDoing) this.#detector.push(record);
  }

  /** A place that init has marked in the log. */
  #onNote(text: string): void {
    const [, index, what, off] = /^rapido: (?:step (\d+) (begin|end)|(off)$)/.exec(text) ?? [];
    if (what === 'begin') this.#step = Number(index);
    if (off) {
      this.#sawOff = true;
      for (const resolve of this.#onOff.splice(0)) resolve();
    }
  }

  #found(splat: Splat): FoundSplat {
    const step = this.#steps.get(splat.sequence);
    return {
      ...splat,
      ...(step === undefined ? {} : { step }),
      allowed: this.#options.allowed(splat),
      wentOn: this.#survived.has(splat.sequence) && !splat.report.some((line) => line.includes(PANIC)),
    };
  }
}

/** Nothing survives it, whatever another CPU may still have said. */
const PANIC = 'Kernel panic - not syncing';
