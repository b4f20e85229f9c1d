/** The first line of what was thrown that says something; anything can be thrown. */
export function firstLine(error: unknown): string {
  try {
    const text = String(error instanceof Error ? error.message : error);
    return text.split(/[\r\n]+/).find((line) => line.trim() !== '') ?? 'it does not say why';
  } catch {
    return 'it does not say why';
  }
}
