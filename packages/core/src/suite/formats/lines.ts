/** How much of a line is read: of what is longer, the rest is left out. */
const LONGEST = 64 * 1024;

/** CSI, OSC and other strings, two-byte escapes (ECMA-48), and the shift that `tput sgr0` adds. */
const ESCAPES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])|\x0f/g;
/** The beginning of one, at the end of what has come so far. */
const UNFINISHED = /\x1b(?:\[[0-?]*[ -/]*|[ -/]*)$/;

export interface LineListener {
  /** A line, without escape sequences and its end; not `whole`: nothing more came of it, not even its end. */
  line(text: string, whole: boolean): void;
  /** A line that has not ended yet, as far as it has come: it may be told of several times, or never. */
  partial?(text: string): void;
}

/** Cuts a stream of text, whose pieces end anywhere, into lines; keeps no more than the line that has not ended. */
export class LineCutter {
  readonly #listener: LineListener;
  #rest = '';

  constructor(listener: LineListener) {
    this.#listener = listener;
  }

  push(text: string): void {
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      this.#keep(text, from, end);
      from = end + 1;
      this.#finish(true);
    }
    this.#keep(text, from, text.length);
    if (this.#rest !== '') this.#listener.partial?.(plain(this.#rest.replace(UNFINISHED, '')));
  }

  /** What has not ended is a line as well. */
  end(): void {
    if (this.#rest !== '') this.#finish(false);
  }

  #keep(text: string, from: number, to: number): void {
    this.#rest += text.slice(from, Math.min(to, from + LONGEST - this.#rest.length));
  }

  #finish(whole: boolean): void {
    const line = this.#rest;
    this.#rest = '';
    this.#listener.line(plain(line), whole);
  }
}

function plain(line: string): string {
  return line.replace(/\r+$/, '').replace(ESCAPES, '');
}

/** A message of the kernel that came between, with its time stamp: it is in kernel.log. */
export const KERNEL_MESSAGE = /(?:<\d+>)?\[ *\d+\.\d{6}\](?:\[ *[TC]\d+\])? .*$/;
