/** One word for a POSIX shell, whatever it holds but NUL. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
