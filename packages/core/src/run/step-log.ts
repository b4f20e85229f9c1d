import type { StepResult } from './types.js';

/** What became of a VM's steps so far; step 0 is the autorun. */
export class StepLog {
  readonly #steps: { readonly text: string; status?: number; began?: number; seconds?: number }[];
  readonly #start = performance.now();
  #running: number | undefined;

  constructor(texts: readonly string[]) {
    this.#steps = texts.map((text) => ({ text }));
  }

  get results(): readonly StepResult[] {
    return this.#steps;
  }

  /** Index of the step that runs now. */
  get running(): number | undefined {
    return this.#running;
  }

  /** A step begins (no status) or has ended. Returns its text, or undefined for a step that there is not. */
  note(index: number, status?: number): string | undefined {
    const step = this.#steps[index];
    if (!step) return undefined;
    this.#running = status === undefined ? index : undefined;
    if (status === undefined) {
      step.began = this.#seconds();
    } else {
      step.status = status;
      step.seconds = Math.round(1000 * (this.#seconds() - (step.began ?? 0))) / 1000;
    }
    return step.text;
  }

  #seconds(): number {
    return Math.round(performance.now() - this.#start) / 1000;
  }

  /** Where it is at this moment, to end a sentence with: `, in step 2 (./check)`. */
  place(): string {
    if (this.#running === undefined) return '';
    return this.#running === 0 ? ', in autorun' : `, in step ${this.#running} (${this.#steps[this.#running]?.text})`;
  }
}
