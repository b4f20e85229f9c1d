const NEWLINE = 0x0a;

/** Puts a label in front of each line of a stream of bytes, and hands lines on whole. */
export class LabelledLines {
  readonly #label: Buffer;
  #rest: Buffer = Buffer.of();

  constructor(label: string) {
    this.#label = Buffer.from(label);
  }

  /** The lines that are whole with these bytes. */
  add(data: Uint8Array): Buffer {
    const all = Buffer.concat([this.#rest, data]);
    const end = all.lastIndexOf(NEWLINE) + 1;
    this.#rest = all.subarray(end);
    return this.#labelled(all.subarray(0, end));
  }

  /** What has come of a line that was not ended. */
  end(): Buffer {
    const rest = this.#rest;
    this.#rest = Buffer.of();
    return rest.length === 0 ? rest : this.#labelled(Buffer.concat([rest, Buffer.of(NEWLINE)]));
  }

  #labelled(lines: Buffer): Buffer {
    const parts: Buffer[] = [];
    for (let start = 0; start < lines.length; ) {
      const end = lines.indexOf(NEWLINE, start) + 1;
      parts.push(this.#label, lines.subarray(start, end));
      start = end;
    }
    return Buffer.concat(parts);
  }
}
