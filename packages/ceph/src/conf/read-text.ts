import { readFileSync, statSync } from 'node:fs';

/** A file's text, or what is wrong with it. */
export type TextFile =
  | { readonly path: string; readonly text: string }
  | { readonly path: string; readonly fault: 'absent' | 'forbidden' | 'odd'; readonly what: string };

/** No configuration or keyring is larger. */
const LIMIT = 2 ** 20;

/** Reads a small file; never throws for what the file is, and never waits for one that is no plain file. */
export function readText(path: string): TextFile {
  try {
    const status = statSync(path);
    if (!status.isFile()) return { path, fault: 'odd', what: 'is no file' };
    if (status.size > LIMIT) return { path, fault: 'odd', what: `is larger than ${LIMIT / 2 ** 20} MiB` };
    return { path, text: readFileSync(path, 'utf8') };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { path, fault: 'absent', what: 'is not there' };
    if (code === 'EACCES' || code === 'EPERM') return { path, fault: 'forbidden', what: 'may not be read by you' };
    if (code === undefined) throw error;
    return { path, fault: 'odd', what: `cannot be read (${String(code)})` };
  }
}
