import { decisive, isFailure, STATUSES } from '../../suite/results/status.js';
import { testLabel } from '../../suite/test-id.js';
import type { SuiteResults, TestAttempt, TestResult, TestStatus } from '../../suite/types.js';
import { type Html, html, preText } from '../html.js';
import { plainLine } from '../plain.js';
import type { ReportData } from '../report-data.js';
import { duration, fileLink } from './parts.js';

/** The tests of the cut's suite: a table that can be filtered by status and sorted; undefined where no suite has run. */
export function testsSection({ results }: ReportData): Html | undefined {
  if (results === undefined) return undefined;
  return html`<section id="tests">
<h2>Tests</h2>
${filter(results)}
<table class="tests">
<thead><tr><th>test</th><th class="status">status</th><th class="number">took</th><th class="number attempts">attempts</th><th class="reason">reason</th></tr></thead>
${results.tests.map(testRows)}</table>
${notRun(results)}
</section>`;
}

/** One may be chosen; it is style that hides the others. */
function filter({ tests, counts }: SuiteResults): Html {
  const choices = STATUSES.filter((status) => counts[status] > 0).map((status) => choice(status, counts[status]));
  return html`<div class="filter" role="radiogroup" aria-label="Tests that are shown">
${choice('all', tests.length, true)}${choices}</div>`;
}

function choice(what: TestStatus | 'all', count: number, checked = false): Html {
  return html`<label><input type="radio" name="only" id="only-${what}"${checked && html` checked`}>${what} ${count}</label>
`;
}

function testRows(test: TestResult, index: number): Html {
  const { status, attempts } = test;
  const { seconds } = decisive(attempts);
  const reason = attempts.findLast(({ reason }) => reason !== undefined)?.reason ?? '';
  return html`<tbody id="test-${index + 1}" data-status="${status}"><tr><th scope="row">${plainLine(testLabel(test))}</th>
<td class="${mood(status)}" data-sort="${STATUSES.indexOf(status)}">${status}</td><td class="number" data-sort="${seconds}">${duration(seconds)}</td>
<td class="number attempts">${attempts.length}</td><td class="reason">${plainLine(reason)}</td></tr>
${attempts.map((attempt, i) => details(attempt, attempts.length > 1 ? `Attempt ${i + 1}` : ''))}</tbody>
`;
}

function mood(status: TestStatus): string {
  if (status === 'pass') return 'good';
  if (status === 'flaky') return 'flaky';
  return isFailure(status) ? 'bad' : 'neutral';
}

/** All that is known of an attempt, in a row of its own; undefined where that is nothing more. */
function details(
  { status, vm, seconds, output, kernel = [], splats = [], files, ...attempt }: TestAttempt,
  title: string,
) {
  if (title === '' && output === undefined && kernel.length + splats.length + files.length === 0) return undefined;
  const words = [title || vm, ...(title === '' ? [] : [`${status} in ${duration(seconds)}`, vm])];
  const reason = title === '' ? '' : (attempt.reason ?? '');
  return html`<tr><td class="details" colspan="5"><details><summary>${[...words, ...splats, reason].filter(Boolean).map(plainLine).join(', ')}</summary>
${output !== undefined && html`<pre>${shortened(output)}</pre>\n`}${
  kernel.length > 0 && html`<pre aria-label="Kernel log">${shortened(kernel.join('\n'))}</pre>\n`
}${files.length > 0 && html`<p class="notes">${files.map((file) => html`<span>${fileLink(file, plainLine(file))}</span>`)}</p>\n`}</details></td></tr>
`;
}

/** Of each text; all of it is in results.json. */
const LONGEST = 20_000;

function shortened(text: string): string {
  return preText(text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}\n… (all of it is in results.json)`);
}

function notRun({ notRun: tests }: SuiteResults): Html | undefined {
  if (tests.length === 0) return undefined;
  return html`<details><summary>Not run, as the run ended before: ${tests.length}</summary>
<ul>${tests.map((test) => html`<li>${plainLine(testLabel(test))}\n`)}</ul></details>`;
}
