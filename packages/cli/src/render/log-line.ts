import type { LogEntry } from '@rapido/core';
import type { Looks } from '../process/terminal.js';
import { printable } from '../text/printable.js';
import { type Style, styleFor } from '../text/style.js';

/** How lines of logs are printed: to a terminal harmless and with colours for what is bad, elsewhere as they are. */
export function formatLogLine(looks: Pick<Looks, 'colour'>, terminal: boolean): (entry: LogEntry) => string {
  if (!terminal && !looks.colour) return ({ raw }) => raw;
  const style = styleFor(looks);
  return ({ raw, line }) => (PAINT[line?.level ?? ''] ?? plain)(printable(raw), style);
}

type Paint = (text: string, style: Style) => string;

const plain: Paint = (text) => text;
const red: Paint = (text, style) => style.red(text);

const PAINT: Readonly<Record<string, Paint>> = {
  ...{ emerg: red, alert: red, crit: red, err: red },
  warn: (text, style) => style.yellow(text),
  debug: (text, style) => style.dim(text),
};
