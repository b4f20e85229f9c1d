/**
 * Takes the marks out of the steps' output and tells which step printed what. A mark is `ESC ] rapido ; NONCE ; INDEX ;
 * begin|end BEL`; the nonce is the run's own, so that nothing that a step prints passes for one.
 */
export class StepOutput {
  readonly #mark: RegExp;
  readonly #prefix: string;
  readonly #onData: (index: number, data: Buffer) => void;
  #rest = '';
  /** The step that prints: what daemons print between steps counts for the one before. */
  #index = 0;

  constructor(nonce: string, onData: (index: number, data: Buffer) => void) {
    this.#prefix = `\x1b]rapido;${nonce};`;
    this.#mark = new RegExp(`\\x1b\\]rapido;${nonce};(\\d+);(?:begin|end)\\x07`);
    this.#onData = onData;
  }

  /** Takes what came from the guest; keeps back only what may be the beginning of a mark. */
  push(data: Buffer): void {
    this.#rest += data.toString('latin1');
    for (let mark = this.#mark.exec(this.#rest); mark; mark = this.#mark.exec(this.#rest)) {
      this.#emit(this.#rest.slice(0, mark.index));
      this.#index = Number(mark[1]);
      this.#rest = this.#rest.slice(mark.index + mark[0].length);
    }
    const keep = this.#beginningOfMark();
    this.#emit(this.#rest.slice(0, keep));
    this.#rest = this.#rest.slice(keep);
  }

  /** The guest has ended: nothing is kept back any more. */
  end(): void {
    this.#emit(this.#rest);
    this.#rest = '';
  }

  #beginningOfMark(): number {
    const rest = this.#rest;
    for (let at = rest.indexOf('\x1b'); at >= 0; at = rest.indexOf('\x1b', at + 1)) {
      const tail = rest.slice(at);
      if (this.#prefix.startsWith(tail.slice(0, this.#prefix.length)) && tail.length < this.#prefix.length + 16)
        return at;
    }
    return rest.length;
  }

  #emit(text: string): void {
    if (text.length > 0) this.#onData(this.#index, Buffer.from(text, 'latin1'));
  }
}
