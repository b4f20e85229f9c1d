import { plainLine } from '../results/plain.js';

const KEPT = 4096;
const LINES = 5;

/** The last that a suite said of no test: why it does not run, where it does not. */
export class Complaint {
  #text = '';

  push(text: string): void {
    this.#text = (this.#text + text).slice(-KEPT);
  }

  /** The last lines, without blank ones; empty where nothing was said. */
  get text(): string {
    const lines = this.#text.split('\n').map((line) => plainLine(line).trimEnd());
    return lines.filter(Boolean).slice(-LINES).join('\n');
  }
}
