/**
 * Takes the marks out of a stream of bytes: `ESC ] rapido ; NONCE ; WORDS BEL`, words separated by semicolons. The nonce is
 * the run's own, so that nothing that a program in the guest prints passes for a mark.
 */
export class MarkedStream {
  readonly #mark: RegExp;
  readonly #prefix: string;
  readonly #listener: MarkListener;
  #rest = '';

  constructor(nonce: string, listener: MarkListener) {
    this.#prefix = `\x1b]rapido;${nonce};`;
    this.#mark = new RegExp(`\\x1b\\]rapido;${nonce};([^\\x07]*)\\x07`);
    this.#listener = listener;
  }

  /** Takes what came from the guest; keeps back only what may be the beginning of a mark. */
  push(data: Buffer): void {
    this.#rest += data.toString('latin1');
    for (let mark = this.#mark.exec(this.#rest); mark; mark = this.#mark.exec(this.#rest)) {
      this.#emit(this.#rest.slice(0, mark.index));
      this.#rest = this.#rest.slice(mark.index + mark[0].length);
      this.#listener.mark((mark[1] ?? '').split(';'));
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
      const tail = rest.slice(at, at + this.#prefix.length);
      if (this.#prefix.startsWith(tail) && rest.length - at < this.#prefix.length + LONGEST) return at;
    }
    return rest.length;
  }

  #emit(text: string): void {
    if (text.length > 0) this.#listener.data(Buffer.from(text, 'latin1'));
  }
}

export interface MarkListener {
  data(data: Buffer): void;
  /** Words are latin1: bytes as characters. */
  mark(words: readonly string[]): void;
}

/** A mark may carry a path (PATH_MAX). */
const LONGEST = 4200;
