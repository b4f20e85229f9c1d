import type { Hash } from 'node:crypto';
import { readSync, writeSync } from 'node:fs';
import { startPace } from '../../pace.js';

/** All that is held in memory. */
const BUFFER_BYTES = 1 << 20;

export interface ByteWriterOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called now and then with the bytes written so far. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  /** Given all that is written. */
  readonly hash?: Hash | undefined;
}

/**
 * Writes bytes to an open file, one after the other, through a buffer. It reads and writes synchronously, as a turn of
 * the event loop takes longer than most files; `pace` lets others have theirs.
 */
export class ByteWriter {
  readonly #buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  readonly #file: number;
  readonly #options: ByteWriterOptions;
  #filled = 0;
  #flushed = 0;
  readonly #pace: () => Promise<void> | void;

  constructor(file: number, options: ByteWriterOptions = {}) {
    this.#file = file;
    this.#options = options;
    this.#pace = startPace(options.signal);
  }

  get bytes(): number {
    return this.#flushed + this.#filled;
  }

  write(data: Buffer): void {
    for (let done = 0; done < data.length; ) {
      const room = this.#room();
      const copied = data.copy(room, 0, done);
      this.#filled += copied;
      done += copied;
    }
  }

  zeros(count: number): void {
    for (let left = count; left > 0; ) {
      const room = this.#room().subarray(0, left);
      room.fill(0);
      this.#filled += room.length;
      left -= room.length;
    }
  }

  /** The first `size` bytes of an open file, with zeros for those that it does not have. */
  async copy(source: number, size: number): Promise<void> {
    for (let done = 0; done < size; ) {
      const room = this.#room().subarray(0, size - done);
      const read = readSync(source, room, 0, room.length, done);
      if (read === 0) room.fill(0);
      this.#filled += read || room.length;
      done += read || room.length;
      await this.pace();
    }
  }

  /** To be called after each piece of work: throws when it has been aborted, and sometimes waits for a turn. */
  async pace(): Promise<void> {
    const turn = this.#pace();
    if (turn === undefined) return;
    this.#options.onBytes?.(this.bytes);
    await turn;
  }

  /** Writes out the rest; to be called once, at the end. */
  finish(): void {
    this.#flush();
    this.#options.signal?.throwIfAborted();
    this.#options.onBytes?.(this.bytes);
  }

  /** Where the next bytes go: at least one. */
  #room(): Buffer {
    if (this.#filled === BUFFER_BYTES) this.#flush();
    return this.#buffer.subarray(this.#filled);
  }

  #flush(): void {
    const filled = this.#buffer.subarray(0, this.#filled);
    for (let done = 0; done < filled.length; ) done += writeSync(this.#file, filled, done);
    this.#options.hash?.update(filled);
    this.#flushed += filled.length;
    this.#filled = 0;
  }
}
