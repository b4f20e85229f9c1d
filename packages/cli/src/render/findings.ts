import { join } from 'node:path';
import type { Examination, FoundSplat, Verdict, VmResult } from '@rapido/core';
import { printable } from '../text/printable.js';
import type { Style } from '../text/style.js';

/** How many of a kind are listed; the report has all. */
const LISTED = 5;

/** What there is to say of a run besides its verdict, in a few lines; nothing of one without anything odd. */
export function findings(verdict: Verdict, style: Style): string[] {
  const vms = Object.entries(verdict.vms);
  return vms.flatMap(([name, vm]) => {
    const lines = [
      ...otherSplats(vm),
      ...warnings(vm).map((warning) => style.yellow(`Warning: ${warning}`)),
      ...(vm.examination === undefined ? [] : examined(vm.examination)),
      ...brought(vm, verdict.bundle),
    ];
    return vms.length === 1 ? lines : lines.map((line) => `${name}: ${line}`);
  });
}

/** How a step is called in a sentence. */
export function stepName(index: number): string {
  return index === 0 ? 'autorun' : `step ${index}`;
}

/** Those that the reason of the verdict does not name; the same ones in one line. */
function otherSplats({ splats, outcome }: VmResult): string[] {
  const counted = splats.filter(({ allowed }) => !allowed);
  const named = outcome === 'splat' || outcome === 'panic' ? decisive(splats, outcome) : undefined;
  const times = new Map<string, number>();
  for (const splat of counted) {
    if (splat !== named) times.set(place(splat), (times.get(place(splat)) ?? 0) + 1);
  }
  const lines = [...times].map(([text, count]) => `also: ${text}${count > 1 ? `, ${count} times` : ''}`);
  const rest = lines.length - LISTED;
  return [...lines.slice(0, LISTED), ...(rest > 0 ? [`also: ${rest} more reports of the kernel`] : [])];
}

function place({ title, step }: FoundSplat): string {
  return `${printable(title)} (${step === undefined ? 'before the first step' : `in ${stepName(step)}`})`;
}

/** Of a panic everybody knows. */
function warnings({ outcome, distrust, lostRecords }: VmResult): string[] {
  return [
    ...(distrust === undefined || outcome === 'panic' ? [] : [printable(distrust)]),
    ...(lostRecords === 0 ? [] : [`${lostRecords} records of the kernel log were lost: a report may be among them`]),
  ];
}

function examined({ blocked, cpus, answeredTo }: Examination): string[] {
  const some = (items: readonly string[]) => {
    const rest = items.length - LISTED;
    return [...items.slice(0, LISTED).map(printable), ...(rest > 0 ? [`${rest} more`] : [])].join('; ');
  };
  return [
    ...(blocked.length === 0 ? [] : [`blocked: ${some(blocked)}`]),
    ...(cpus.length === 0 ? [] : [`CPUs: ${some(cpus)}`]),
    ...(answeredTo === 'nothing' ? ['the kernel answered to nothing'] : []),
  ];
}

function brought({ files, logs = '' }: VmResult, bundle: string): string[] {
  if (files.length === 0) return [];
  const incomplete = files.filter(({ complete }) => !complete).length;
  const part = incomplete === 0 ? '' : `, ${incomplete} not whole`;
  return [`files: ${files.length}${part}, in ${join(bundle, logs, 'files')}`];
}

/** The splat that the reason of a verdict speaks of, or that may be behind it. */
export function decisive(splats: readonly FoundSplat[], outcome: Verdict['outcome']): FoundSplat | undefined {
  const counted = splats.filter(({ allowed }) => !allowed);
  return outcome === 'panic' ? counted.find(({ fatal }) => fatal) : counted[0];
}
