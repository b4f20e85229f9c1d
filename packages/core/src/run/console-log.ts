import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';

const TAIL = 64 * 1024;
/** A longer line is ended for it. */
const LONGEST = 64 * 1024;

/**
 * Keeps what a VM prints, each line with the time of its first byte since the VM's start:
 * `   3.217| text`. A line is written when it is whole, as console and steps print at once.
 */
export class ConsoleLog {
  readonly #file: WriteStream;
  readonly #began = performance.now();
  readonly #console = new TimedLines();
  readonly #steps = new TimedLines();
  #tail = '';

  constructor(path: string) {
    this.#file = createWriteStream(path, { flags: 'a', mode: 0o600 });
  }

  /** The end of what the console printed, without times (latin1). */
  get tail(): string {
    return this.#tail;
  }

  /** Bytes of the console. */
  console(data: Buffer): void {
    this.#write(this.#console.add(data, this.#now()));
    this.#tail += data.toString('latin1');
    if (this.#tail.length > 2 * TAIL) this.#tail = this.#tail.slice(-TAIL);
  }

  /** What steps print goes to another line, but belongs where it was printed. */
  steps(data: Buffer): void {
    this.#write(this.#steps.add(data, this.#now()));
  }

  async end(): Promise<void> {
    this.#write(this.#console.rest());
    this.#write(this.#steps.rest());
    this.#file.end();
    await once(this.#file, 'close');
  }

  #now(): string {
    return ((performance.now() - this.#began) / 1000).toFixed(3).padStart(8);
  }

  #write(lines: string): void {
    if (lines) this.#file.write(lines, 'latin1');
  }
}

/** Cuts a stream into lines that begin with the time of their first byte. */
class TimedLines {
  #line = '';

  /** The lines that `data` made whole. */
  add(data: Buffer, time: string): string {
    let whole = '';
    for (const part of data.toString('latin1').split(/(?<=\n)/)) {
      this.#line ||= `${time}| `;
      this.#line += part;
      if (part.endsWith('\n') || this.#line.length > LONGEST) whole += this.rest();
    }
    return whole;
  }

  /** The line that was begun, if any, ended here. */
  rest(): string {
    const line = this.#line && `${this.#line.replace(/\r*\n?$/, '')}\n`;
    this.#line = '';
    return line;
  }
}

/** The parts of a line of the console's log. */
export function parseConsoleLogLine(line: string): { readonly time: number; readonly text: string } | undefined {
  const [, time, text] = /^ *(\d+\.\d{3})\| (.*)$/s.exec(line) ?? [];
  return text === undefined ? undefined : { time: Number(time), text };
}
