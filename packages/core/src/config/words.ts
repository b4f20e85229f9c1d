/**
 * Splits text into words at unquoted white space, with the quotes of a shell and nothing else of it: `$` and `#` stand
 * for themselves. Undefined for what a shell would do more about (operators, globs) and for a quote left open.
 */
export async function splitWords(text: string): Promise<readonly string[] | undefined> {
  if (!/^(?:\\[\s\S]|'[^']*'|"(?:\\[\s\S]|[^"\\])*"|[^\\'"])*$/.test(text) || /[\0\x01]/.test(text)) return undefined;
  const { parse } = await import('shell-quote');
  // shell-quote would expand every $ and take every # for a comment: they pass as characters that no text holds.
  const entries = parse(text.replaceAll('$', '\0').replaceAll('#', '\x01'));
  const words = entries.filter((entry) => typeof entry === 'string');
  if (words.length !== entries.length) return undefined;
  return words.map((word) => word.replaceAll('\0', '$').replaceAll('\x01', '#'));
}

/** `text` as one word of a shell: bare where that is the same, else in single quotes. */
export function quoteWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
