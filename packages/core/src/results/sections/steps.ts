import type { StepResult } from '../../run/types.js';
import { type Html, html, preText } from '../html.js';
import type { ReportData } from '../report-data.js';
import { duration } from './parts.js';
import { type Scale, scaleOf, ticks, track } from './timeline.js';

/** The steps in a table, in which each has its place on a common axis of time. */
export function stepsSection(data: ReportData): Html {
  const { steps } = data.vm;
  const scale = scaleOf(data.vm);
  return html`<section id="steps">
<h2>Steps</h2>
<table class="steps">
<thead><tr><th>step</th><th>status</th><th class="axis">${ticks(scale)}</th><th class="number">took</th><th></th></tr></thead>
<tbody>
${bootRow(data, scale)}
${steps.map((step, i) => stepRow(data, step, i, scale))}
</tbody>
</table>
</section>`;
}

function bootRow(data: ReportData, scale: Scale): Html {
  const { splats, steps, seconds } = data.vm;
  const end = steps[0]?.began ?? seconds;
  const found = splats.flatMap((splat, index) => (splat.step === undefined ? [{ splat, index }] : []));
  const reached = steps[0]?.began !== undefined;
  return html`<tr><th scope="row">boot</th><td class="${reached ? '' : 'bad'}">${reached ? '' : 'not done'}</td>
<td class="axis">${track({ from: 0, to: end, state: reached ? 'boot' : 'bad' }, found, data.clock, scale)}</td>
<td class="number">${duration(end)}</td><td></td></tr>`;
}

function stepRow(data: ReportData, step: StepResult, index: number, scale: Scale): Html {
  const found = data.vm.splats.flatMap((splat, i) => (splat.step === index ? [{ splat, index: i }] : []));
  const state = stateOf(step);
  const { began, seconds } = step;
  const bar =
    began === undefined ? undefined : { from: began, to: began + (seconds ?? data.vm.seconds - began), state };
  const line = data.kernel.steps.get(index);
  return html`<tr id="step-${index}"><th scope="row">${index === 0 ? 'autorun' : commandOf(index, step)}</th>
<td class="${state}">${statusOf(step)}</td>
<td class="axis">${track(bar, found, data.clock, scale)}</td>
<td class="number">${seconds === undefined ? '' : duration(seconds)}</td>
<td>${line === undefined ? '' : html`<a href="#k${line}">log</a>`}</td></tr>
`;
}

function commandOf(index: number, { text }: StepResult): Html {
  return html`<div class="command"><span class="index">${index}</span><code>${preText(text)}</code></div>`;
}

function stateOf({ began, status }: StepResult): 'good' | 'bad' | 'neutral' {
  if (status === undefined) return began === undefined ? 'neutral' : 'bad';
  return status === 0 ? 'good' : 'bad';
}

function statusOf({ began, status }: StepResult): string {
  if (status === undefined) return began === undefined ? 'not run' : 'did not end';
  return String(status);
}
