/** What a program has printed so far, and a way to wait for more of it. */
export class Transcript {
  #text = '';
  #position = 0;
  #ended = false;
  readonly #checks = new Set<() => void>();

  get text(): string {
    return this.#text;
  }

  add(piece: string): void {
    this.#text += piece;
    this.#check();
  }

  /** Nothing more will come. */
  end(): void {
    this.#ended = true;
    this.#check();
  }

  /**
   * Resolves with what matched, as soon as it is printed after the last match. Rejects, showing all that was printed,
   * when the program ends without it. It has no time limit of its own: the test has one.
   */
  waitFor(pattern: string | RegExp): Promise<string> {
    return new Promise((resolve, reject) => {
      const check = () => {
        const found = find(this.#text.slice(this.#position), pattern);
        if (found !== undefined) {
          this.#position += found.end;
          resolve(found.text);
        } else if (this.#ended) {
          reject(new Error(`It ended without printing ${pattern}. It printed:\n${this.#text}`));
        } else return;
        this.#checks.delete(check);
      };
      this.#checks.add(check);
      check();
    });
  }

  #check(): void {
    for (const check of [...this.#checks]) check();
  }
}

function find(text: string, pattern: string | RegExp): { text: string; end: number } | undefined {
  if (typeof pattern === 'string') {
    const start = text.indexOf(pattern);
    return start < 0 ? undefined : { text: pattern, end: start + pattern.length };
  }
  const match = new RegExp(pattern.source, pattern.flags.replace('g', '')).exec(text);
  return match ? { text: match[0], end: match.index + match[0].length } : undefined;
}
