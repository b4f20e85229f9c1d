/** How long a guest has for a line before it gets it again. */
const PATIENCE_MS = 3000;

/**
 * Lines for the guest's suite, one at a time, as the guest has room for 4095 bytes. It may lose a byte where it stops waiting for
 * one: so a line has a number and its length, and is sent until the guest has said that it took it.
 */
export class SuiteLines {
  readonly #write: (line: string) => void;
  #number = 0;
  #closed = false;
  #onTook: (() => void) | undefined;

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  /** Resolves when all lines have been taken, or the guest has ended. One call at a time. */
  async tell(lines: readonly string[]): Promise<void> {
    for (const line of lines) {
      if (this.#closed) return;
      await this.#tell(line);
    }
  }

  /** The guest has taken a line. */
  took(number: number): void {
    if (number === this.#number) this.#onTook?.();
  }

  /** Nothing can be told any more. */
  close(): void {
    this.#closed = true;
    this.#onTook?.();
  }

  #tell(line: string): Promise<void> {
    this.#number += 1;
    const text = `suite ${this.#number} ${Buffer.byteLength(line)} ${line}\n`;
    return new Promise((resolve) => {
      const again = setInterval(() => this.#write(text), PATIENCE_MS);
      this.#onTook = () => {
        clearInterval(again);
        resolve();
      };
      this.#write(text);
    });
  }
}
