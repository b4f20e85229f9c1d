/** One line that changes nothing on a terminal but the cells it takes: no escape sequences, no control characters. */
export function printable(line: string): string {
  return line
    .replace(/\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[0-~])/g, '')
    .replace(/[\x00-\x1f\x7f-\x9f]+/g, ' ')
    .trimEnd();
}

/** At most `columns` characters of `line`. */
export function shorten(line: string, columns: number): string {
  return line.length <= columns ? line : `${line.slice(0, Math.max(0, columns - 1))}…`;
}
