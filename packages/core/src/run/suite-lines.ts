/** Lines for the guest's suite: each is sent when the guest has taken the one before, as it has room for 4095 bytes. */
export class SuiteLines {
  readonly #write: (line: string) => void;
  #closed = false;
  #onTook: (() => void) | undefined;

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  /** Resolves when all lines have been taken, or the guest has ended. One call at a time. */
  async tell(lines: readonly string[]): Promise<void> {
    for (const line of lines) {
      if (this.#closed) return;
      await new Promise<void>((resolve) => {
        this.#onTook = resolve;
        this.#write(`suite ${line}\n`);
      });
    }
  }

  /** The guest has taken a line. */
  took(): void {
    this.#onTook?.();
  }

  /** Nothing can be told any more. */
  close(): void {
    this.#closed = true;
    this.#onTook?.();
  }
}
