/**
 * The tests that a list names, each once: one a line, as `generic/001` or `generic/001 (SECTION)`; `#` begins a comment, at the
 * beginning of a line or after a blank.
 */
export function parseTestList(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.replace(/(^|\s)#.*$/, '').trim());
  return [...new Set(lines.filter((line) => line !== ''))];
}
