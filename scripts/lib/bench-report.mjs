// What a benchmark found, for people: as text, and as Markdown.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const COLUMNS = ['what', 'median', 'least', 'most', 'unit'];
const BEGIN = '<!-- measured -->';
const END = '<!-- end of measured -->';
const BAR_COLUMNS = ['bar', 'at most', 'reached', 'met'];

/** `result` is `{ machine: string[], rows, bars, absent }`. */
export function asText({ machine, rows, bars, absent }) {
  return [
    ...machine,
    ...textTable(COLUMNS, rows.map(cells)),
    ...(bars.length ? ['', ...textTable(BAR_COLUMNS, bars.map(barCells))] : []),
    ...absent,
  ].join('\n');
}

export function asMarkdown({ machine, rows, bars, absent }) {
  const parts = [
    [machine.join('; ')],
    markdownTable(COLUMNS, rows.map(cells)),
    ...(bars.length ? [markdownTable(BAR_COLUMNS, bars.map(barCells))] : []),
    ...absent.map((line) => [line]),
  ];
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** Writes `text` to a file; into one that has these marks, between them. */
export function writeMarkdown(path, text) {
  const page = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  writeFileSync(path, after === undefined ? text : `${before}${BEGIN}\n\n${text}\n${END}${after}`);
}

/** Three significant digits, but never less than whole numbers. */
function number(value) {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

function cells({ name, unit, median, least, most }) {
  return [name, number(median), number(least), number(most), unit];
}

function barCells({ what, most, reached, met }) {
  return [what, String(most), number(reached), met ? 'yes' : 'no'];
}

function textTable(head, lines) {
  const widths = head.map((_, column) => Math.max(...[head, ...lines].map((line) => line[column].length)));
  const pad = (line) => line.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at])));
  return [head, ...lines].map((line) => `  ${pad(line).join('  ')}`.trimEnd());
}

function markdownTable(head, lines) {
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [head, rule, ...lines].map((line) => `| ${line.join(' | ')} |`);
}
