/** The beginning and the end of something long. */
export interface Excerpt<T> {
  readonly head: readonly T[];
  /** How many are left out between the two. */
  readonly omitted: number;
  readonly tail: readonly T[];
}

/** How many of the first and of the last are kept. */
export interface ExcerptSize {
  readonly head: number;
  readonly tail: number;
}

/** What a page holds of one log. */
export const WHOLE: ExcerptSize = { head: 2000, tail: 6000 };

/** Keeps so many of the first and of the last; all, where they are no more than both together. */
export async function excerpt<T>(
  rows: AsyncIterable<T>,
  { head: first, tail: last }: ExcerptSize = WHOLE,
): Promise<Excerpt<T>> {
  const head: T[] = [];
  let tail: T[] = [];
  let omitted = 0;
  for await (const row of rows) {
    if (head.length < first) head.push(row);
    else tail.push(row);
    if (tail.length >= 2 * last) {
      omitted += tail.length - last;
      tail = tail.slice(-last);
    }
  }
  const over = Math.max(0, tail.length - last);
  return { head, omitted: omitted + over, tail: tail.slice(over) };
}
