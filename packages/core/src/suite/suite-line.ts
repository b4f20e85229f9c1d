import { posix } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { SuiteFile } from './vm-session.js';

/** Who hears what the guest's suite says in marks of its output (docs/guest-protocol.md). */
export interface SuiteLineListener {
  asked(status?: number): void;
  listed(label: string): void;
  file(file: SuiteFile): void;
  event(words: readonly string[]): void;
}

/**
 * Understands the marks of a guest's suite: their words after `suite`, latin1 as `MarkedStream` gives them. What makes no sense is
 * left out, as a test may have broken whatever sends it.
 */
export class SuiteLine {
  readonly #listener: SuiteLineListener;
  /** Files that have begun and not ended, by their sender. */
  readonly #files = new Map<string, StartedFile>();
  #list = '';

  constructor(listener: SuiteLineListener) {
    this.#listener = listener;
  }

  mark([what, ...words]: readonly string[]): void {
    if (what === 'ask') this.#asked(words[0]);
    else if (what === 'listed') this.#listed(lined(words.join(';')));
    else if (what === 'file') this.#file(words);
    else if (what === 'event') this.#listener.event(words.map(unescaped));
  }

  #asked(status: string | undefined): void {
    if (this.#list !== '') this.#listed('\n');
    if (status === undefined) this.#listener.asked();
    else this.#listener.asked(Number(status));
  }

  #listed(text: string): void {
    const lines = (this.#list + text).split('\n');
    this.#list = lines.pop() ?? '';
    for (const line of lines) {
      const label = utf8(line).trim();
      if (label !== '') this.#listener.listed(label);
    }
  }

  #file([what, sender = '', ...words]: readonly string[]): void {
    if (what === 'begin') {
      this.#begin(sender, words);
      return;
    }
    const file = this.#files.get(sender);
    if (!file) return;
    if (what === 'data') {
      file.encoded += words.join(';');
      if (file.encoded.length > MOST_ENCODED) this.#files.delete(sender);
    } else if (what === 'end') {
      this.#files.delete(sender);
      const data = decoded(file);
      if (data) this.#listener.file({ path: file.path, data, size: file.size });
    }
  }

  #begin(sender: string, [size, form, path = '']: readonly string[]): void {
    const below = posix.normalize(unescaped(path));
    if (below === '.' || below.startsWith('/') || below === '..' || below.startsWith('../')) return;
    this.#files.set(sender, { path: below, size: Number(size), form: form ?? '', encoded: '' });
  }
}

interface StartedFile {
  readonly path: string;
  readonly size: number;
  readonly form: string;
  encoded: string;
}

/** The guest sends at most 1 MiB of a file, and a line that says so. */
const MOST = 1024 ** 2 + 1000;
const MOST_ENCODED = 2 * MOST;

function decoded({ form, encoded }: StartedFile): Buffer | undefined {
  if (form === 'text') return Buffer.from(lined(encoded), 'latin1');
  const bytes = Buffer.from(encoded, 'base64');
  if (form !== 'gzip') return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST });
  } catch {
    return undefined; // cut off, as its sender was killed
  }
}

/** In a mark, lines are separated by RS. */
function lined(text: string): string {
  return text.replaceAll('\x1e', '\n');
}

/** `%`, `;` and BEL are written as `%25`, `%3B` and `%07`. */
function unescaped(word: string): string {
  const text = word.replace(/%(25|3B|07)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return utf8(text);
}

function utf8(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString();
}
