import { parseKernelLogLine } from '../../kernel-log/index.js';
import { linesOf } from '../../results/lines.js';

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
  for await (const line of linesOf(kernelLogPath)) {
    // Only user space marks where something begins: most lines need not be looked at.
    const record = line.startsWith('kern') ? undefined : parseKernelLogLine(line);
    const name = record && marker.exec(record.text)?.[1];
    if (span !== undefined && (name !== undefined || STEP.test(record?.text ?? ''))) {
      yield span.finished();
      span = undefined;
    }
    if (name !== undefined && record !== undefined) span = new OpenSpan(name, record.time);
    span?.add(line);
  }
  if (span !== undefined) yield span.finished();
}

const STEP = /^rapido: step \d+ (?:begin|end)\b/;

class OpenSpan {
  readonly name: string;
  readonly #began: number;
  readonly #head: string[] = [];
  #tail: string[] = [];
  #omitted = 0;

  constructor(name: string, began: number) {
    this.name = name;
    this.#began = began;
  }

  add(line: string): void {
    if (this.#head.length < HEAD) this.#head.push(line);
    else this.#tail.push(line);
    if (this.#tail.length >= 2 * TAIL) this.#cut();
  }

  finished(): KernelSpan {
    if (this.#tail.length > TAIL) this.#cut();
    const gap = this.#omitted === 0 ? [] : [`... (${this.#omitted} lines were left out)`];
    const lines = [...this.#head, ...gap, ...this.#tail];
    const last = lines.findLast((line) => parseKernelLogLine(line) !== undefined) ?? '';
    const ended = parseKernelLogLine(last)?.time ?? this.#began;
    return { name: this.name, began: this.#began, ended, lines };
  }

  #cut(): void {
    this.#omitted += this.#tail.length - TAIL;
    this.#tail = this.#tail.slice(-TAIL);
  }
}
