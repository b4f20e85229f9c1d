import { MarkedStream } from './marks.js';

/** Tells which step printed what on the output line. What daemons print between steps counts for the one before. */
export class StepOutput {
  readonly #stream: MarkedStream;
  #index = 0;
  #isOff = false;
  readonly #onOff: (() => void)[] = [];

  /** `onSuite` is called with what a suite says in marks of its own, in words after `suite`. */
  constructor(
    nonce: string,
    onData: (index: number, data: Buffer) => void,
    onSuite: (words: readonly string[]) => void = () => {},
  ) {
    this.#stream = new MarkedStream(nonce, {
      data: (data) => onData(this.#index, data),
      mark: ([word, ...words]) => {
        if (word === 'off') this.#end();
        else if (word === 'suite') onSuite(words);
        else this.#index = Number(word);
      },
    });
  }

  /** Resolves when the guest has sent all that it is going to. */
  async off(): Promise<void> {
    if (!this.#isOff) await new Promise<void>((resolve) => this.#onOff.push(resolve));
  }

  push(data: Buffer): void {
    this.#stream.push(data);
  }

  end(): void {
    this.#stream.end();
  }

  #end(): void {
    this.#isOff = true;
    for (const resolve of this.#onOff.splice(0)) resolve();
  }
}
