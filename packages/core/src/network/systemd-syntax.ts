import { RapidoError } from '../errors.js';

export interface Section {
  readonly name: string;
  /** `FILE:LINE` of its header. */
  readonly from: string;
  readonly entries: readonly Entry[];
}

export interface Entry {
  readonly key: string;
  readonly value: string;
  /** `FILE:LINE` of the key. */
  readonly from: string;
}

/**
 * The sections of a file in the syntax of systemd.syntax(7), one for each header, also where a header is repeated. As
 * systemd does, it passes over sections and keys that begin with `X-`. Throws CONFIG_SYNTAX for a line that is none of
 * header, assignment and comment, and for an assignment before the first header.
 */
export function parseSections(text: string, path: string): Section[] {
  const sections: (Section & { entries: Entry[] })[] = [];
  for (const { line, from } of wholeLines(text, path)) {
    const header = /^\[([\w-]+)\]$/.exec(line)?.[1];
    if (header !== undefined) {
      sections.push({ name: header, from, entries: [] });
      continue;
    }
    const [, key, value] = /^([\w-]+)\s*=\s*([\s\S]*)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) throw syntaxError(from, 'neither [Section] nor Key=Value');
    const section = sections.at(-1);
    if (!section) throw syntaxError(from, `${key}= stands before the first [Section]`);
    if (!key.startsWith('X-')) section.entries.push({ key, value, from });
  }
  return sections.filter((section) => !section.name.startsWith('X-'));
}

export function syntaxError(from: string, problem: string): RapidoError {
  return new RapidoError('CONFIG_SYNTAX', `${from}: ${problem}.`, {
    hint: 'The format is that of systemd: see systemd.network(5) and systemd.syntax(7).',
  });
}

/** Lines without comments, continued ones joined, with the place where each begins. */
function wholeLines(text: string, path: string): { readonly line: string; readonly from: string }[] {
  const lines: { line: string; from: string }[] = [];
  let begun: { line: string; from: string } | undefined;
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    if (/^\s*[#;]/.test(raw)) continue;
    const continues = /(?:^|[^\\])(?:\\\\)*\\$/.test(raw);
    begun ??= { line: '', from: `${path}:${index + 1}` };
    begun.line += continues ? `${raw.slice(0, -1)} ` : raw;
    if (continues) continue;
    lines.push(begun);
    begun = undefined;
  }
  if (begun) lines.push(begun);
  return lines.map(({ line, from }) => ({ line: line.trim(), from })).filter(({ line }) => line !== '');
}
