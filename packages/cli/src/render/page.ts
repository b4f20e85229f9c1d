import { looksOf, type OutputStream } from '../process/terminal.js';
import { type Style, styleFor } from '../text/style.js';

/** What lines are made for. */
export interface Page {
  readonly style: Style;
  /** Longer lines are shortened where they only repeat what the files have. */
  readonly columns: number;
}

/** Where there is no terminal that would wrap lines. */
const WIDE = 200;

/** What `stream` can show. */
export function pageOf(stream: OutputStream): Page {
  const looks = looksOf(stream);
  return { columns: stream.isTTY ? looks.columns : WIDE, style: styleFor(looks) };
}
