import { isHistoryHeading, isSubjectHeading, isTraceHeading } from './anatomy.js';
import { type Frame, frameOf, runningFunction } from './functions/names.js';

/** One call trace of a report, innermost function first; the function at which an interrupt came in stands among them. */
export interface Trace {
  /** It shows what happened earlier, as where an object was allocated or a lock taken before. */
  readonly history: boolean;
  readonly frames: Frame[];
}

/** Gathers the call traces of a report from its lines. */
export class TraceReader {
  readonly traces: Trace[] = [];
  #next: 'same' | 'trace' | 'history' = 'trace';
  #onlyRegisters = false;

  /** Whether the report has come to a trace of what happened now. */
  get hasTrace(): boolean {
    return this.traces.some((trace) => !trace.history && trace.frames.length > 1);
  }

  add(text: string): void {
    const heading = text.trimStart();
    if (isHistoryHeading(heading)) this.#next = 'history';
    else if (isTraceHeading(heading)) this.#next = this.#onlyRegisters ? 'same' : 'trace';
    else if (isSubjectHeading(text) && this.#next === 'same') this.#next = 'trace';
    this.#addFrame(text);
  }

  #addFrame(text: string): void {
    const running = runningFunction(text);
    const frame = running ? { name: running, guess: false } : frameOf(text);
    if (!frame) return;
    let trace = this.traces.at(-1);
    if (this.#next !== 'same' || !trace) {
      trace = { history: this.#next === 'history', frames: [] };
      this.traces.push(trace);
      this.#next = 'same';
      this.#onlyRegisters = typeof running === 'string';
    } else if (!running) {
      this.#onlyRegisters = false;
    }
    trace.frames.push(frame);
  }
}
