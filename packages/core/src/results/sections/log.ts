import type { Excerpt } from '../excerpt.js';
import { type Html, html } from '../html.js';
import { plainLine } from '../plain.js';
import type { LogRow, VmReport } from '../report-data.js';
import { fileLink, heading } from './parts.js';

interface LogWords {
  readonly id: string;
  /** In front of a line's number, in its anchor: `k123`. */
  readonly letter: string;
  readonly title: string;
  /** Below the directory of the VM's logs. */
  readonly file: string;
}

/** A log with an anchor at each line; undefined for one that is empty. */
export function logSection(
  report: VmReport,
  { head, omitted, tail }: Excerpt<LogRow>,
  { id, letter, title, file }: LogWords,
): Html | undefined {
  if (head.length === 0) return undefined;
  const link = fileLink(`${report.place}${file}`);
  const rows = (part: readonly LogRow[]) => part.map((row) => line(row, `${report.anchor}${letter}`));
  return html`<section id="${report.anchor}${id}">
${heading(report, html`${title} <small>${link}</small>`)}
<ol class="log" tabindex="0">${rows(head)}${
    omitted > 0 && html`<li class="omitted">${omitted} lines are left out here. All are in ${link}.\n`
  }${rows(tail)}</ol>
</section>`;
}

function line({ number, time, text, ...row }: LogRow, before: string): Html {
  const classes = [
    SEVERITY[row.level ?? ''],
    row.splat !== undefined && 'splat',
    row.begins !== undefined && 'mark',
    row.ofKernel === false && 'user',
  ].filter(Boolean);
  const anchor = `${before}${number}`;
  const stamp = time === undefined ? '' : html`<time>${time.padStart(WIDTH)}</time> `;
  return html`<li id="${anchor}"${classes.length > 0 && html` class="${classes.join(' ')}"`}><a href="#${anchor}">${number}</a> ${stamp}${shortened(plainLine(text))}
`;
}

const SEVERITY: Readonly<Record<string, string>> = {
  ...{ emerg: 'err', alert: 'err', crit: 'err', err: 'err' },
  warn: 'warn',
  debug: 'debug',
};

/** Of time stamps: those of the kernel have six decimals. */
const WIDTH = 11;
const LONGEST = 2000;

function shortened(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}
