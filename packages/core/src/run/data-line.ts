import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import type { Duplex } from 'node:stream';
import { onHost } from '../process/index.js';
import { MarkedStream } from './marks.js';

/** A file of the guest's that `--get` has brought. */
export interface ReceivedFile {
  /** In the guest. */
  readonly path: string;
  /** In the bundle. */
  readonly file: string;
  /** How many have come. */
  readonly bytes: number;
  /** False where the VM ended before all of it was there. */
  readonly complete: boolean;
}

/** Who has the data line's shell. */
export interface ShellListener {
  begun(): void;
  data(data: Buffer): void;
  ended(status: number): void;
}

/** The guest's data line: a shell beside the steps, or files, one after the other. */
export class DataLine {
  readonly #line: Duplex;
  readonly #stream: MarkedStream;
  readonly #dir: string;
  /** In memory until the end, as a serial line brings no more than fits. */
  readonly #files: { path: string; pieces: Buffer[]; complete: boolean }[] = [];
  readonly #filesEnd: (() => void)[] = [];
  #inFile = false;
  #shell: ShellListener | undefined;
  #inShell = false;

  /** Files go below `dir`, by their guest paths. `heard` is called with whatever comes. */
  constructor(line: Duplex, nonce: string, dir: string, heard: () => void) {
    this.#line = line;
    this.#dir = dir;
    this.#stream = new MarkedStream(nonce, {
      data: (data) => this.#onData(data),
      mark: (words) => this.#onMark(words),
    });
    line.on('data', (data: Buffer) => {
      heard();
      this.#stream.push(data);
    });
  }

  /** Takes the line for a shell; false while somebody has it. */
  takeShell(listener: ShellListener): boolean {
    if (this.#shell) return false;
    this.#shell = listener;
    return true;
  }

  /** The shell that the line was taken for is not there. */
  releaseShell(): void {
    this.#shell = undefined;
  }

  /** What the shell's user types. */
  write(data: Buffer): void {
    if (this.#inShell) this.#line.write(data);
  }

  /** Resolves when the guest has sent all files. */
  filesSent(): Promise<void> {
    return new Promise((resolve) => this.#filesEnd.push(resolve));
  }

  /** The VM has ended; resolves with the files when they are written. */
  async end(): Promise<readonly ReceivedFile[]> {
    this.#stream.end();
    this.#endShell(HANGUP);
    return Promise.all(this.#files.map(({ path, pieces, complete }) => this.#write(path, pieces, complete)));
  }

  async #write(path: string, pieces: readonly Buffer[], complete: boolean): Promise<ReceivedFile> {
    const file = join(this.#dir, posix.normalize(`/${path}`));
    const data = Buffer.concat(pieces);
    await onHost(`Writing ${file}`, async () => {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      await writeFile(file, data, { mode: 0o600 });
    });
    return { path, file, bytes: data.length, complete };
  }

  #onData(data: Buffer): void {
    if (this.#inFile) this.#files.at(-1)?.pieces.push(data);
    else if (this.#inShell) this.#shell?.data(data);
  }

  #onMark([kind, what, word = '']: readonly string[]): void {
    switch (`${kind} ${what}`) {
      case 'file begin':
        this.#inFile = true;
        this.#files.push({ path: Buffer.from(word, 'latin1').toString(), pieces: [], complete: false });
        break;
      case 'file end':
        this.#inFile = false;
        Object.assign(this.#files.at(-1) ?? {}, { complete: true });
        break;
      case 'files end':
        for (const resolve of this.#filesEnd.splice(0)) resolve();
        break;
      case 'shell begin':
        this.#inShell = true;
        this.#shell?.begun();
        break;
      case 'shell end':
        this.#endShell(Number(word));
        break;
    }
  }

  #endShell(status: number): void {
    const shell = this.#shell;
    this.#inShell = false;
    this.#shell = undefined;
    shell?.ended(status);
  }
}

/** The status of a shell that did not end by itself: that of one killed by SIGHUP. */
const HANGUP = 128 + 1;
