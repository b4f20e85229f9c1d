import { kernelLines } from '../../results/kernel-lines.js';

/** What the kernel's log has from the beginning of a test to that of the next one, or the end of the suite. */
export interface KernelSpan {
  /** Of the test, as the log has it: without its condition. */
  readonly name: string;
  /** Seconds of the kernel's clock: from when, and until when something was said. */
  readonly began: number;
  readonly ended: number;
  /** Lines of kernel.log, its marker the first; of a span that is very long the beginning and the end. */
  readonly lines: readonly string[];
}

/** Lines that are kept of a span: of its beginning, and of its end. */
const HEAD = 500;
const TAIL = 500;

/**
 * Reads the spans of tests from a kernel.log, in order: `marker` finds where a test begins and captures its name
 * (`kernelMarker`). A test that ran several times has as many. Holds no more than one in memory, however long the log.
 */
export async function* kernelSpans(kernelLogPath: string, marker: RegExp): AsyncGenerator<KernelSpan> {
  let span: OpenSpan | undefined;
  for await (const { raw, record } of kernelLines(kernelLogPath)) {
    // Only user space marks where something begins.
    const text = record === undefined || record.facility === 'kern' ? '' : record.text;
    const name = text === '' ? undefined : marker.exec(text)?.[1];
    if (span !== undefined && (name !== undefined || STEP.test(text))) {
      yield span.finished();
      span = undefined;
    }
    if (name !== undefined && record !== undefined) span = new OpenSpan(name, record.time);
    span?.add(raw, record?.time);
  }
  if (span !== undefined) yield span.finished();
}

const STEP = /^rapido: step \d+ (?:begin|end)\b/;

class OpenSpan {
  readonly name: string;
  readonly #began: number;
  #ended: number;
  readonly #head: string[] = [];
  #tail: string[] = [];
  #omitted = 0;

  constructor(name: string, began: number) {
    this.name = name;
    this.#began = began;
    this.#ended = began;
  }

  add(line: string, time: number | undefined): void {
    this.#ended = time ?? this.#ended;
    if (this.#head.length < HEAD) this.#head.push(line);
    else this.#tail.push(line);
    if (this.#tail.length >= 2 * TAIL) this.#cut();
  }

  finished(): KernelSpan {
    if (this.#tail.length > TAIL) this.#cut();
    const gap = this.#omitted === 0 ? [] : [`... (${this.#omitted} lines were left out)`];
    const lines = [...this.#head, ...gap, ...this.#tail];
    return { name: this.name, began: this.#began, ended: this.#ended, lines };
  }

  #cut(): void {
    this.#omitted += this.#tail.length - TAIL;
    this.#tail = this.#tail.slice(-TAIL);
  }
}
