/** Writes results at once when asked to, and now and then while they come in, so that it takes little of the time. */
export class ResultsWriter {
  readonly #write: () => Promise<void>;
  #writing: Promise<void> = Promise.resolve();
  #isWriting = false;
  /** Something has come since that began. */
  #isNew = false;
  #later: NodeJS.Timeout | undefined;
  /** Of `performance`: not before then. */
  #next = 0;

  constructor(write: () => Promise<void>) {
    this.#write = write;
  }

  /** There is something new: it is written soon, even if nothing else comes. */
  touch(): void {
    if (this.#isWriting) this.#isNew = true;
    else if (performance.now() >= this.#next) this.#begin();
    else this.#later ??= setTimeout(() => this.#begin(), this.#next - performance.now());
  }

  /** Resolves when all that is known is written. Rejects where that could not be done, now or before. */
  async flush(): Promise<void> {
    // One after the other, as several VMs may end at once.
    do await this.#writing;
    while (this.#isWriting);
    await this.#begin();
  }

  #begin(): Promise<void> {
    const began = performance.now();
    clearTimeout(this.#later);
    this.#later = undefined;
    this.#isNew = false;
    this.#isWriting = true;
    this.#writing = this.#write().finally(() => {
      const now = performance.now();
      this.#isWriting = false;
      this.#next = now + Math.max(PAUSE, SHARE * (now - began));
      if (this.#isNew) this.touch();
    });
    this.#writing.catch(() => {}); // `flush` tells of it
    return this.#writing;
  }
}

/** Milliseconds; and how much longer than writing the pause is to be. */
const PAUSE = 3000;
const SHARE = 100;
