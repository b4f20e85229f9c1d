import type { BashLine } from './bash-line.js';
import type { Completions } from './types.js';

/** Descriptions are shown beside each other's candidates: one line, and no more of it than that takes. */
const LONGEST = 80;

/** What completions are printed as: a line with the mode and the prefix, then a line for each candidate. */
export function completionLines({ candidates, prefix = '', mode = 'words' }: Completions): string[] {
  const plain = candidates.filter(({ value }) => isPlain(value));
  return [`${mode}\t${prefix}`, ...plain.map(({ value, description = '' }) => `${value}\t${brief(description)}`)];
}

/** The same for bash, which takes a candidate for what replaces the word behind the last character it breaks words at. */
export function bashLines({ candidates, prefix = '', mode = 'words' }: Completions, line: BashLine): string[] {
  const current = line.words.at(-1) ?? '';
  const fitting = candidates.map(({ value }) => prefix + value).filter((word) => word.startsWith(current));
  const replies = fitting.filter(isPlain).map((word) => word.slice(line.kept));
  // Beside directories of its own, bash takes all for files, and quotes them itself.
  return [mode, ...(mode === 'dirs' ? replies : replies.map((reply) => quoted(reply, line.quote)))];
}

function quoted(text: string, quote: BashLine['quote']): string {
  if (quote === "'") return text.replaceAll("'", "'\\''");
  if (quote === '"') return text.replace(/[$`"\\]/g, '\\$&');
  return text.replace(/[^\w@%+=:,./-]/gu, '\\$&');
}

function isPlain(value: string): boolean {
  return !/[\x00-\x1f\x7f-\x9f]/.test(value);
}

/** The first sentence. */
function brief(description: string): string {
  const sentence = description.replace(/[\x00-\x1f\x7f-\x9f]+/g, ' ').replace(/(\.$|[.;:] .*)/, '');
  return sentence.length > LONGEST ? `${sentence.slice(0, LONGEST - 1)}…` : sentence;
}
