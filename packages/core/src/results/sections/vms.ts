import type { StepResult, VmResult } from '../../run/types.js';
import { type Html, html } from '../html.js';
import { plainLine } from '../plain.js';
import type { ReportData, VmReport } from '../report-data.js';
import { mood } from './mood.js';
import { duration, fileLink, stepName } from './parts.js';
import { type Bar, barOf, lines, percent, type Scale, scaleTo, splatMark, ticks } from './timeline.js';

/** The VMs of a run on one axis of time, in the order in which they were started; undefined for one alone. */
export function vmsSection({ verdict, vms: told }: ReportData): Html | undefined {
  const vms = Object.entries(verdict.vms);
  if (vms.length === 1) return undefined;
  const scale = scaleTo(Math.max(...vms.map(([, { began, seconds }]) => began + seconds)));
  const rows = vms.map(([name, vm]) =>
    row(
      { name, vm, decided: name === verdict.vm },
      told.find((report) => report.name === name),
      scale,
    ),
  );
  return html`<section id="vms">
<h2>VMs</h2>
<table class="steps vms">
<thead><tr><th>VM</th><th>ended</th><th class="axis">${ticks(scale)}</th><th class="number">ran</th><th></th></tr></thead>
<tbody>
${rows}</tbody>
</table>
<p class="notes">${legend(vms.map(([, vm]) => vm)).map((note) => html`<span>${note}</span>`)}</p>
</section>`;
}

interface Named {
  readonly name: string;
  readonly vm: VmResult;
  readonly decided: boolean;
}

function row({ name, vm, decided }: Named, report: VmReport | undefined, scale: Scale): Html {
  const title = report === undefined ? name : html`<a href="#${name}.vm">${name}</a>`;
  const log = fileLink(`${vm.logs === undefined ? '' : `${vm.logs}/`}kernel.log`, 'log');
  return html`<tr><th scope="row">${decided ? html`<strong>${title}</strong>` : title} <small>${vm.cut}</small></th>
<td class="${mood(vm.outcome)}" title="${plainLine(vm.reason)}">${vm.outcome}</td>
<td class="axis">${life(vm, report, scale)}</td>
<td class="number">${duration(vm.seconds)}</td><td>${log}</td></tr>
`;
}

function life(vm: VmResult, report: VmReport | undefined, scale: Scale): Html {
  const bars = barsOf(vm).map((bar) => barOf(bar, scale));
  const splats = report && vm.splats.map((splat, i) => splatMark(splat, i, report, scale, vm.began));
  return html`<svg class="track">${lines(scale)}${bars}${readyMark(vm, scale)}${splats}</svg>`;
}

/** From the run's start: what a VM did, one after the other. */
function barsOf({ began, seconds, waited, service, steps }: VmResult): Bar[] {
  const end = began + seconds;
  const first = steps[0]?.began;
  const set = first === undefined ? end : began + first;
  const waits = waited === undefined ? [] : [{ from: set - waited, to: set, state: 'wait' as const, what: 'waits' }];
  const ran = steps.flatMap((step, index) => stepBar(step, index, began, end));
  const last = ran.at(-1)?.to ?? end;
  return [
    {
      from: began,
      to: set - (waited ?? 0),
      state: first === undefined && waited === undefined ? 'bad' : 'boot',
      what: 'boot',
    },
    ...waits,
    ...ran,
    ...(service && last < end ? [{ from: last, to: end, state: 'stay' as const, what: 'serves' }] : []),
  ];
}

function stepBar({ began, seconds, status, text }: StepResult, index: number, start: number, end: number): Bar[] {
  if (began === undefined) return [];
  const from = start + began;
  const what = index === 0 ? stepName(0) : `${stepName(index)} (${text})`;
  return [{ from, to: seconds === undefined ? end : from + seconds, state: status === 0 ? 'good' : 'bad', what }];
}

function readyMark({ service, ready }: VmResult, scale: Scale): Html | undefined {
  if (!service || ready === undefined) return undefined;
  const at = percent(ready, scale);
  return html`<svg x="${at}" overflow="visible"><title>ready at ${ready.toFixed(2)} s</title><path class="ready" d="M0 8 5 1-5 1Z"/></svg>`;
}

/** What the axis shows that is not said elsewhere. */
function legend(vms: readonly VmResult[]): string[] {
  const ready = vms.some(({ service, ready }) => service && ready !== undefined);
  return [
    'grey: boots',
    ...(vms.some(({ waited }) => waited !== undefined) ? ['dashed: waits for services'] : []),
    'green, red: its steps',
    ...(vms.some(({ service }) => service) ? ['outlined: serves'] : []),
    ...(ready ? ['triangle: ready'] : []),
  ];
}
