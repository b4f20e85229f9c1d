import type { FoundSplat } from '../../run/types.js';
import { type Html, html, preText } from '../html.js';
import { plainLine } from '../plain.js';
import type { VmReport } from '../report-data.js';
import { fileLink, heading, stepName } from './parts.js';

/** What the kernel has reported, each with its whole report. */
export function splatsSection(data: VmReport): Html | undefined {
  const { splats } = data.vm;
  if (splats.length === 0) return undefined;
  const first = splats.findIndex(({ allowed }) => !allowed);
  return html`<section id="${data.anchor}splats">
${heading(data, 'Splats')}
${splats.map((splat, i) => article(data, splat, i, i === first))}
</section>`;
}

function article(data: VmReport, splat: FoundSplat, index: number, open: boolean): Html {
  const report = data.reports[index] ?? '';
  const file = `${data.place}splat-${index + 1}.txt`;
  return html`<article id="${data.anchor}splat-${index + 1}" class="${splat.allowed ? 'allowed' : 'bad'}">
<h3>${plainLine(splat.title)}</h3>
<p class="notes">${notes(data, splat, index).map((note) => html`<span>${note}</span>`)}</p>
<details${open ? html` open` : ''}>
<summary>Report, ${report.split('\n').length} lines</summary>
<pre>${preText(shortened(report))}</pre>
${report.length > LONGEST && html`<p>The whole is in ${fileLink(file)}.</p>`}
</details>
</article>
`;
}

function notes({ kernel, anchor }: VmReport, splat: FoundSplat, index: number): (Html | string)[] {
  const { kind, fatal, allowed, step, time, wentOn } = splat;
  const seconds = `${(time / 1e6).toFixed(6)} s`;
  const line = kernel.splats.get(index);
  return [
    fatal ? `${kind}, fatal` : kind,
    step === undefined ? 'before the first step' : html`in <a href="#${anchor}step-${step}">${stepName(step)}</a>`,
    line === undefined ? `at ${seconds}` : html`at <a href="#${anchor}k${line}">${seconds}</a> of the kernel`,
    wentOn ? 'the kernel went on' : 'nothing was heard of the kernel afterwards',
    ...(allowed ? ['allowed: it does not count'] : []),
  ];
}

/** More is read in the file. */
const LONGEST = 200_000;

function shortened(report: string): string {
  return report.length <= LONGEST ? report : `${report.slice(0, LONGEST)}\n…`;
}
