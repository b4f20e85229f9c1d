import { isHistoryHeading, isSubjectHeading, isTraceHeading } from './anatomy.js';
import { type Frame, frameOf, runningFunction } from './functions/names.js';

/** One call trace of a report, innermost function first; the function at which an interrupt came in stands among them. */
export interface Trace {
  /** It shows what happened earlier, as where an object was allocated or a lock taken before. */
  readonly history: boolean;
  /** The line above it that says what it is a trace of. */
  readonly heading: string;
  readonly frames: Frame[];
}

/** Gathers the call traces of a report from its lines. */
export class TraceReader {
  readonly traces: Trace[] = [];
  #next: 'same' | 'trace' | 'history' = 'trace';
  #heading = '';
  #onlyRegisters = false;

  /** Whether the report has come to a trace of what happened now. */
  get hasTrace(): boolean {
    return this.traces.some((trace) => !trace.history && trace.frames.length > 1);
  }

  add(text: string): void {
    const heading = text.trimStart();
    const next = this.#nextAfter(heading);
    if (next) {
      this.#next = next;
      this.#heading = heading;
    }
    this.#addFrame(text);
  }

  #nextAfter(heading: string): 'same' | 'trace' | 'history' | undefined {
    if (isHistoryHeading(heading)) return 'history';
    if (isTraceHeading(heading)) return this.#onlyRegisters ? 'same' : 'trace';
    return isSubjectHeading(heading) && this.#next === 'same' ? 'trace' : undefined;
  }

  #addFrame(text: string): void {
    const running = runningFunction(text);
    const frame = running ? { name: running, guess: false } : frameOf(text);
    if (!frame) return;
    let trace = this.traces.at(-1);
    if (this.#next !== 'same' || !trace) {
      trace = { history: this.#next === 'history', heading: this.#heading, frames: [] };
      this.traces.push(trace);
      this.#next = 'same';
      this.#onlyRegisters = typeof running === 'string';
    } else if (!running) {
      this.#onlyRegisters = false;
    }
    trace.frames.push(frame);
  }
}
