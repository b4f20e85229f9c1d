import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';

const TAIL = 64 * 1024;

/** Keeps what a VM prints, each line with its time since the VM's start: `   3.217| text`. */
export class ConsoleLog {
  readonly #file: WriteStream;
  readonly #began = performance.now();
  #midLine = false;
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
    this.#write(data);
    this.#tail += data.toString('latin1');
    if (this.#tail.length > 2 * TAIL) this.#tail = this.#tail.slice(-TAIL);
  }

  /** What steps print goes to another line, but belongs where it was printed. */
  steps(data: Buffer): void {
    this.#write(data);
  }

  async end(): Promise<void> {
    this.#file.end();
    await once(this.#file, 'close');
  }

  #write(data: Buffer): void {
    const time = `${((performance.now() - this.#began) / 1000).toFixed(3).padStart(8)}| `;
    const text = data.toString('latin1').replace(/\r+\n/g, '\n');
    const stamped = text.replace(/\n(?=.)/gs, `\n${time}`);
    this.#file.write(this.#midLine ? stamped : time + stamped, 'latin1');
    this.#midLine = !text.endsWith('\n');
  }
}

/** The parts of a line of the console's log. */
export function parseConsoleLogLine(line: string): { readonly time: number; readonly text: string } | undefined {
  const [, time, text] = /^ *(\d+\.\d{3})\| (.*)$/s.exec(line) ?? [];
  return text === undefined ? undefined : { time: Number(time), text };
}
