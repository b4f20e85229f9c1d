import type { StepResult } from '../../run/types.js';
import { type Html, html, preText } from '../html.js';
import type { VmReport } from '../report-data.js';
import { duration, heading } from './parts.js';
import { type Scale, scaleOf, ticks, track } from './timeline.js';

/** The steps in a table, in which each has its place on a common axis of time. */
export function stepsSection(data: VmReport): Html {
  const { steps } = data.vm;
  const scale = scaleOf(data.vm);
  return html`<section id="${data.anchor}steps">
${heading(data, 'Steps')}
<table class="steps">
<thead><tr><th>step</th><th>status</th><th class="axis">${ticks(scale)}</th><th class="number">took</th><th></th></tr></thead>
<tbody>
${bootRow(data, scale)}${waitRow(data, scale)}
${steps.map((step, i) => stepRow(data, step, i, scale))}
</tbody>
</table>
</section>`;
}

function bootRow(data: VmReport, scale: Scale): Html {
  const { splats, steps, seconds, waited } = data.vm;
  const end = (steps[0]?.began ?? seconds) - (waited ?? 0);
  const found = splats.flatMap((splat, index) => (splat.step === undefined ? [{ splat, index }] : []));
  const reached = steps[0]?.began !== undefined || waited !== undefined;
  return html`<tr><th scope="row">boot</th><td class="${reached ? '' : 'bad'}">${reached ? '' : 'not done'}</td>
<td class="axis">${track({ from: 0, to: end, state: reached ? 'boot' : 'bad' }, found, data, scale)}</td>
<td class="number">${duration(end)}</td><td></td></tr>`;
}

/** Of a VM that waited for the services that it needs. */
function waitRow(data: VmReport, scale: Scale): Html | undefined {
  const { steps, seconds, waited } = data.vm;
  if (waited === undefined) return undefined;
  const to = steps[0]?.began ?? seconds;
  const done = steps[0]?.began !== undefined;
  return html`
<tr><th scope="row">wait for services</th><td class="${!done && 'bad'}">${!done && 'not done'}</td>
<td class="axis">${track({ from: to - waited, to, state: 'wait' }, [], data, scale)}</td>
<td class="number">${duration(waited)}</td><td></td></tr>`;
}

function stepRow(data: VmReport, step: StepResult, index: number, scale: Scale): Html {
  const found = data.vm.splats.flatMap((splat, i) => (splat.step === index ? [{ splat, index: i }] : []));
  const state = stateOf(step);
  const { began, seconds } = step;
  const bar =
    began === undefined ? undefined : { from: began, to: began + (seconds ?? data.vm.seconds - began), state };
  const line = data.kernel.steps.get(index);
  return html`<tr id="${data.anchor}step-${index}"><th scope="row">${index === 0 ? 'autorun' : commandOf(index, step)}</th>
<td class="${state}">${statusOf(step)}</td>
<td class="axis">${track(bar, found, data, scale)}</td>
<td class="number">${seconds === undefined ? '' : duration(seconds)}</td>
<td>${line === undefined ? '' : html`<a href="#${data.anchor}k${line}">log</a>`}</td></tr>
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
