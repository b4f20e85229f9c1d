/** What a program has printed so far, without carriage returns, and a way to wait for more of it. */
export class Transcript {
  #text = '';
  #position = 0;
  #ended = false;
  readonly #checks = new Set<() => void>();

  get text(): string {
    return this.#text;
  }

  add(piece: string): void {
    this.#text += piece.replaceAll('\r', '');
    this.#check();
  }

  /** Nothing more will come. */
  end(): void {
    this.#ended = true;
    this.#check();
  }

  /**
   * Resolves with what `pattern` matches in what is printed after its last match. Rejects, showing what was printed there,
   * when the program ends without it, or after so many seconds.
   */
  expect(pattern: RegExp | string, seconds: number): Promise<RegExpExecArray> {
    const regex = typeof pattern === 'string' ? new RegExp(literally(pattern)) : withoutState(pattern);
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        clearTimeout(timer);
        this.#checks.delete(check);
        act();
      };
      const fail = (what: string) => settle(() => reject(new Error(this.#missed(pattern, what))));
      const timer = setTimeout(() => fail(`within ${seconds} s`), seconds * 1000);
      const check = () => {
        const match = regex.exec(this.#text.slice(this.#position));
        if (match) {
          this.#position += match.index + match[0].length;
          settle(() => resolve(match));
        } else if (this.#ended) fail('before it ended');
      };
      this.#checks.add(check);
      check();
    });
  }

  #missed(pattern: RegExp | string, what: string): string {
    const lines = this.#text.slice(this.#position).split('\n');
    const shown = lines.slice(-SHOWN);
    const cut = lines.length > SHOWN ? `… ${lines.length - SHOWN} lines\n` : '';
    return `The console has not shown ${pattern} ${what}. Since the last match it has shown:\n${cut}${shown.join('\n')}`;
  }

  #check(): void {
    for (const check of [...this.#checks]) check();
  }
}

/** As many lines as one reads of an error. */
const SHOWN = 40;

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** A regular expression with `g` or `y` remembers where it was. */
function withoutState({ source, flags }: RegExp): RegExp {
  return new RegExp(source, flags.replace(/[gy]/g, ''));
}
