import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryDirectory } from './sandbox.js';

/** A file's text, or its text and mode. */
type Content = string | readonly [text: string, mode: number];

/** Makes a directory with a `rapido.conf` (empty unless given) and other files; it goes with the test, or the file. */
export function project(files: Readonly<Record<string, Content>> = {}): string {
  const dir = temporaryDirectory();
  addFiles(dir, { 'rapido.conf': '', ...files });
  return dir;
}

export function addFiles(dir: string, files: Readonly<Record<string, Content>>): void {
  for (const [name, content] of Object.entries(files)) {
    const [text, mode] = typeof content === 'string' ? [content, 0o644] : content;
    const path = join(dir, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    chmodSync(path, mode);
  }
}
