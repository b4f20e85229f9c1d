import { MarkedStream } from './marks.js';

/** Tells which step printed what on the output line. What daemons print between steps counts for the one before. */
export class StepOutput {
  readonly #stream: MarkedStream;
  #index = 0;

  constructor(nonce: string, onData: (index: number, data: Buffer) => void) {
    this.#stream = new MarkedStream(nonce, {
      data: (data) => onData(this.#index, data),
      mark: ([index]) => {
        this.#index = Number(index);
      },
    });
  }

  push(data: Buffer): void {
    this.#stream.push(data);
  }

  end(): void {
    this.#stream.end();
  }
}
