/** Characters that are kept of what a suite printed about a test. */
const KEPT = 64 * 1024;

/** Collects what a suite prints about a test: the beginning, and how much of the rest was left out. */
export class KeptOutput {
  readonly #lines: string[] = [];
  #size = 0;
  #omitted = 0;

  add(line: string): void {
    if (this.#omitted > 0 || this.#size + line.length > KEPT) this.#omitted++;
    else this.#lines.push(line);
    this.#size += line.length + 1;
  }

  /** The lines, but for blank ones around them; undefined where there are none. */
  text(): string | undefined {
    const text = this.#lines
      .join('\n')
      .replace(/^(?:[ \t]*\n)+/, '')
      .trimEnd();
    if (this.#omitted > 0) return `${text}\n... (${this.#omitted} more lines were left out)`;
    return text === '' ? undefined : text;
  }
}
