import { Fault } from './fault.js';

/** One word of a line, not expanded yet. A word that is quoted as a whole is never an option. */
export interface Word {
  /** `mode` of `mode=0644`, whose rest is then `body`. */
  readonly key?: string;
  readonly body: string;
  readonly quote: '' | '"' | "'";
}

/** Gives `${NAME}` its value; undefined when it has none. */
export type Expand = (name: string) => string | undefined;

const QUOTED = /(?:([a-zA-Z]+)=)?(?:'([^']*)'|"((?:[^"\\]|\\.)*)")(?=\s|$)/sy;
const BARE = /(?:([a-zA-Z]+)=)?(\S*)/y;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\', $: '$' };

/** Cuts a line into words; a word that begins with `#` begins a comment. */
export function splitWords(line: string): Word[] {
  const words: Word[] = [];
  for (let at = skipSpace(line, 0); at < line.length && line[at] !== '#'; ) {
    const word = quotedWord(line, at) ?? bareWord(line, at);
    words.push(word.word);
    at = skipSpace(line, word.end);
  }
  return words;
}

/** The text that a word stands for. Names are expanded unless it is in single quotes; `\` means something only in double ones. */
export function wordText(word: Word, expand: Expand): string {
  return (word.key === undefined ? '' : `${word.key}=`) + bodyText(word, expand);
}

/** The same of what follows an option's `=`. */
export function bodyText({ body, quote }: Word, expand: Expand): string {
  if (quote === "'") return body;
  const special = quote === '"' ? /\\(?<char>.)|\$(\{(?<name>\w+)\})?/gs : /\$(\{(?<name>\w+)\})?/g;
  return body.replace(special, (found: string, ...rest: unknown[]) => {
    const { char, name } = rest.at(-1) as { char?: string; name?: string };
    if (name !== undefined) return settingValue(name, expand);
    if (char === undefined) throw new Fault("a `$` begins a name, as ${NAME}; quote one that is meant, as '$'");
    const meant = ESCAPES[char];
    if (meant === undefined) throw new Fault(`${found} means nothing; within "…" there are \\n \\r \\t \\" \\\\ \\$`);
    return meant;
  });
}

/** The shortest way to write `text` as one word. */
export function quoteWord(text: string): string {
  if (/^[\w@%+:,./^~*?-]+$/.test(text)) return text;
  return `"${text
    .replace(/["\\$]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')}"`;
}

function quotedWord(line: string, at: number): { word: Word; end: number } | undefined {
  QUOTED.lastIndex = at;
  const match = QUOTED.exec(line);
  if (!match) return undefined;
  const [, key, single, double] = match;
  const rest =
    single === undefined ? { body: double ?? '', quote: '"' as const } : { body: single, quote: "'" as const };
  return { word: { ...(key !== undefined && { key }), ...rest }, end: QUOTED.lastIndex };
}

function bareWord(line: string, at: number): { word: Word; end: number } {
  BARE.lastIndex = at;
  const [, key, body = ''] = BARE.exec(line) ?? [];
  if (/^["']/.test(body)) throw new Fault(`the quote ${body[0]} is not closed, or text follows right after it`);
  return { word: { ...(key !== undefined && { key }), body, quote: '' }, end: BARE.lastIndex };
}

function skipSpace(line: string, at: number): number {
  return at + (/^\s*/.exec(line.slice(at))?.[0].length ?? 0);
}

function settingValue(name: string, expand: Expand): string {
  const value = expand(name);
  if (value === undefined) throw new Fault(`\${${name}} has no value`);
  return value;
}
