/** An option of a section, and the line that it begins at, from 1. */
export interface IniValue {
  readonly text: string;
  readonly line: number;
}

/** A line that is neither a section, an option, nor a comment. */
export interface IniFault {
  readonly line: number;
  readonly message: string;
}

/** What a configuration file or a keyring of Ceph's says. */
export interface Ini {
  /** By name, each with its options by name: words with `_` between them. What stands before the first section is `global`'s. */
  readonly sections: ReadonlyMap<string, ReadonlyMap<string, IniValue>>;
  readonly faults: readonly IniFault[];
}

const NOTHING = /[ \t\r\f\v]*(?:[#;][^\n]*)?(?:\n|$)/y;
const SECTION = /[ \t]*\[([^\]\n]+)\]/y;
const KEY = /((?:\\.|[^\\#;=\n])+)=[ \t]*/y;
const QUOTED = /"((?:\\[\s\S]|[^\\"\n])*)"|'((?:\\[\s\S]|[^\\'\n])*)'/y;
const UNQUOTED = /(?:\\[\s\S]|[^\\#;\n])*/y;
const REST = /[^\n]*(?:\n|$)/y;

/**
 * Reads the format of ceph.conf and of keyrings ("Configuring Ceph" of Ceph's documentation): sections, `#` and `;` for comments, quotes, `\`
 * before a character that has a meaning, and at the end of a line that goes on. Sections of one name are one, and the last value counts. Lines that
 * Ceph would refuse are faults; all others count.
 */
export function readIni(source: string): Ini {
  const text = source.replace(/^\uFEFF/, '');
  const sections = new Map<string, Map<string, IniValue>>();
  const faults: IniFault[] = [];
  const read = reader(text);
  let section = 'global';
  while (!read.ended()) {
    const line = read.line();
    if (read.take(NOTHING)) continue;
    const fault = (message: string) => {
      faults.push({ line, message });
      read.take(REST);
    };
    const head = read.take(SECTION);
    if (head) {
      section = head[1]?.trim() ?? '';
      sections.set(section, sections.get(section) ?? new Map());
      if (!read.take(NOTHING)) fault('something follows the name of the section');
      continue;
    }
    const key = nameOf(read.take(KEY)?.[1]);
    if (key === undefined) {
      fault('neither a [section] nor an option = value');
      continue;
    }
    const value = readValue(read);
    const options = sections.get(section) ?? new Map<string, IniValue>();
    if (read.take(NOTHING)) sections.set(section, options.set(key, { text: value, line }));
    else fault('a quote is not closed, or something follows it');
  }
  return { sections, faults };
}

/** The one name of an option that may be written with blanks, `-` and `_`. */
export function optionName(written: string): string {
  return written.trim().replace(/[\s_-]+/g, '_');
}

function nameOf(written: string | undefined): string | undefined {
  const name = optionName(written ?? '');
  return name === '' || name.includes('[') ? undefined : name;
}

function readValue(read: Reader): string {
  const quoted = read.take(QUOTED);
  if (quoted) return unescaped(quoted[1] ?? quoted[2] ?? '');
  return read.sees('"') || read.sees("'") ? '' : unescaped((read.take(UNQUOTED)?.[0] ?? '').trimEnd());
}

function unescaped(text: string): string {
  return text.replace(/\\(\r?\n|[\s\S])/g, (_, next: string) => (next.endsWith('\n') ? '' : next));
}

type Reader = ReturnType<typeof reader>;

/** Takes what expressions match, from the beginning of a text to its end. */
function reader(text: string) {
  let at = 0;
  let line = 1;
  return {
    ended: () => at >= text.length,
    line: () => line,
    sees: (start: string) => text.startsWith(start, at),
    take(expression: RegExp): RegExpExecArray | undefined {
      expression.lastIndex = at;
      const found = expression.exec(text);
      if (found === null) return undefined;
      at += found[0].length;
      line += found[0].split('\n').length - 1;
      return found;
    },
  };
}
