import { RapidoError } from '../errors.js';
import type { Assignment, Part } from './assignment.js';
import { BACKTICK, OPEN_QUOTE, type Refused, refusedDollar, refusedEnd, refusedStatement } from './shell-syntax.js';

/**
 * Reads rapido.conf without running it: assignments as a POSIX shell reads them (quotes, `\` and newlines within
 * quotes, `$NAME` and `${NAME}`, comments, an `export` before the name). Anything else that a shell would run is a
 * CONFIG_SYNTAX error with `file:line`, which never quotes a value.
 */
export function parseConf(text: string, file: string): Assignment[] {
  const cursor: Cursor = { file, text: text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n'), at: 0 };
  const assignments: Assignment[] = [];
  for (;;) {
    take(cursor, /(?:[ \t\n]|\\\n|#[^\n]*)*/y);
    if (cursor.at === cursor.text.length) return assignments;
    assignments.push(takeAssignment(cursor));
  }
}

interface Cursor {
  readonly file: string;
  readonly text: string;
  at: number;
}

function takeAssignment(cursor: Cursor): Assignment {
  const line = lineAt(cursor, cursor.at);
  const [, name] = take(cursor, /(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)=/y) ?? [];
  if (name === undefined) throw syntaxError(cursor, cursor.at, refusedStatement(cursor.text, cursor.at));
  const parts = joined(takeValue(cursor));
  if (!take(cursor, /(?:[ \t]|\\\n)*(?:#[^\n]*)?(?=\n|$)/y)) {
    take(cursor, /(?:[ \t]|\\\n)*/y);
    throw syntaxError(cursor, cursor.at, refusedEnd(cursor.text, cursor.at));
  }
  return { name, parts, line };
}

/** One word of the shell, which ends at unquoted white space or at what only a shell can do. */
function takeValue(cursor: Cursor): Part[] {
  const parts: Part[] = [];
  for (;;) {
    const plain = take(cursor, /[^ \t\n\\'"$`;&|<>()]+/y);
    if (plain) parts.push(textPart(plain[0]));
    else if (take(cursor, /\\(?:\n|$)/y)) continue;
    else if (next(cursor) === '\\') parts.push(textPart(take(cursor, /\\([\s\S])/y)?.[1]));
    else if (next(cursor) === "'") parts.push(takeSingleQuoted(cursor));
    else if (next(cursor) === '"') parts.push(...takeDoubleQuoted(cursor));
    else if (next(cursor) === '$') parts.push(takeDollar(cursor, false));
    else if (next(cursor) === '`') throw syntaxError(cursor, cursor.at, BACKTICK);
    else return parts;
  }
}

function takeSingleQuoted(cursor: Cursor): Part {
  const match = take(cursor, /'([^']*)'/y);
  if (!match) throw syntaxError(cursor, cursor.at, OPEN_QUOTE);
  return textPart(match[1]);
}

function takeDoubleQuoted(cursor: Cursor): Part[] {
  const start = cursor.at++;
  const parts: Part[] = [];
  for (;;) {
    const plain = take(cursor, /[^"\\$`]+/y);
    if (plain) parts.push(textPart(plain[0]));
    else if (take(cursor, /"/y)) return parts;
    else if (take(cursor, /\\\n/y)) continue;
    else if (next(cursor) === '\\') parts.push(textPart(take(cursor, /\\(["\\$`])|\\/y)?.[1] ?? '\\'));
    else if (next(cursor) === '$') parts.push(takeDollar(cursor, true));
    else if (next(cursor) === '`') throw syntaxError(cursor, cursor.at, BACKTICK);
    else throw syntaxError(cursor, start, OPEN_QUOTE);
  }
}

function takeDollar(cursor: Cursor, quoted: boolean): Part {
  const match = take(cursor, /\$(?:\{([A-Za-z_][A-Za-z0-9_]*)\}|([A-Za-z_][A-Za-z0-9_]*))/y);
  const name = match?.[1] ?? match?.[2];
  if (name !== undefined) return { kind: 'reference', name };
  const refused = refusedDollar(cursor.text, cursor.at, quoted);
  if (refused) throw syntaxError(cursor, cursor.at, refused);
  cursor.at++;
  return textPart('$');
}

/** Neighbouring texts as one, and no empty ones. */
function joined(parts: readonly Part[]): Part[] {
  const done: Part[] = [];
  for (const part of parts) {
    const last = done.at(-1);
    if (part.kind === 'text' && last?.kind === 'text') done.splice(-1, 1, textPart(last.text + part.text));
    else if (part.kind === 'reference' || part.text !== '') done.push(part);
  }
  return done;
}

function textPart(text = ''): Part {
  return { kind: 'text', text };
}

function next(cursor: Cursor): string | undefined {
  return cursor.text[cursor.at];
}

/** Takes what a sticky pattern matches at the cursor. */
function take(cursor: Cursor, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = cursor.at;
  const match = pattern.exec(cursor.text);
  if (match) cursor.at = pattern.lastIndex;
  return match;
}

function lineAt(cursor: Cursor, at: number): number {
  return cursor.text.slice(0, at).split('\n').length;
}

function syntaxError(cursor: Cursor, at: number, { what, hint }: Refused): RapidoError {
  return new RapidoError('CONFIG_SYNTAX', `${cursor.file}:${lineAt(cursor, at)}: ${what}.`, { hint });
}
