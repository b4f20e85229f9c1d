import { join, relative } from 'node:path';
import {
  type Examination,
  type FoundSplat,
  formatSize,
  type StepResult,
  type StoredRun,
  type SuiteResults,
  type Verdict,
  type VmResult,
} from '@rapido/core';
import { alignColumns } from '../text/columns.js';
import { formatDuration } from '../text/duration.js';
import { printable, shorten } from '../text/printable.js';
import type { Style } from '../text/style.js';
import { stepName } from './findings.js';
import type { Page } from './page.js';
import { formatOutcome } from './tests.js';
import { headOf } from './verdict.js';

/** The runs in a table, as `results --list` prints it. */
export function formatRuns(runs: readonly StoredRun[], { style, columns }: Page): string[] {
  const rows = runs.map(({ name, running, verdict }) => [
    name,
    verdict?.outcome ?? (running ? 'runs' : 'no result'),
    verdict === undefined ? '' : String(verdict.exitCode),
    verdict?.kernel.release ?? '',
    printable(verdict?.reason ?? ''),
  ]);
  const lines = alignColumns([['RUN', 'OUTCOME', 'CODE', 'KERNEL', 'REASON'], ...rows]);
  return lines.map((line, i) => {
    const short = shorten(line, Math.max(columns, LEAST));
    const outcome = runs[i - 1]?.verdict?.outcome;
    return outcome === undefined || outcome === 'pass' ? short : style.red(short);
  });
}

const LEAST = 80;

/** One run whole, as `results` prints it; `results` are those of its suite's tests. */
export function formatRun(run: StoredRun, page: Page, results?: SuiteResults): string[] {
  const { verdict, path, running, cut, started } = run;
  const { style } = page;
  const title = `${style.bold(cut)}, ${started.slice(0, 19).replace('T', ' ')} UTC`;
  if (verdict === undefined) {
    const state = running ? 'It still runs.' : 'It has no result: Rapido was killed, or is not done with it.';
    return [title, state, ...testsOf(results, page), '', ...placesOf(path)];
  }
  const vms = Object.entries(verdict.vms);
  const places = placesOf(path, verdict);
  if (vms.length > 1) return [title, headOf(verdict, style), ...formatVms(run, verdict, page, results), '', ...places];
  return [
    title,
    headOf(verdict, style),
    kernelLine(verdict.kernel, verdict),
    ...testsOf(results, page),
    ...(results === undefined ? [] : ['']),
    ...vms.flatMap(([, vm]) => formatVm(vm, { bundle: verdict.bundle, path }, page)),
    '',
    ...places,
  ];
}

/** What there is to say of several VMs: all in a table, then each. */
function formatVms({ path }: StoredRun, verdict: Verdict, page: Page, results?: SuiteResults): string[] {
  const { vms, bundle } = verdict;
  const all = Object.entries(vms);
  return [
    ...testsOf(results, page),
    '',
    ...vmTable(all, page),
    ...all.flatMap(([name, vm]) => [
      '',
      `${page.style.bold(name)}, ${vm.cut}${vm.service ? ', a service' : ''}`,
      kernelLine(vm.kernel, verdict),
      ...formatVm(vm, { bundle, path }, page),
      `logs: ${join(path, vm.logs ?? '')}`,
    ]),
  ];
}

/** When each began and was ready, since the run's start, and how long it ran. */
function vmTable(vms: readonly (readonly [string, VmResult])[], { columns, style }: Page): string[] {
  const rows = vms.map(([name, { cut, outcome, began, service, ready, seconds, reason }]) => [
    ...[name, cut, outcome, formatDuration(began)],
    service && ready !== undefined ? formatDuration(ready) : '',
    ...[formatDuration(seconds), printable(reason)],
  ]);
  const lines = alignColumns([['VM', 'CUT', 'OUTCOME', 'BEGAN', 'READY', 'RAN', 'REASON'], ...rows]);
  return lines.map((line, i) => {
    const short = shorten(line, Math.max(columns, LEAST));
    return (vms[i - 1]?.[1].outcome ?? 'pass') === 'pass' ? short : style.red(short);
  });
}

function kernelLine({ release, bootedBy, buildId }: Verdict['kernel'], { accelerator }: Verdict): string {
  return `kernel ${release} (${BOOTED[bootedBy]}, ${accelerator}), build id ${buildId}`;
}

function testsOf(results: SuiteResults | undefined, page: Page): string[] {
  return results === undefined ? [] : ['', ...formatOutcome(results, page)];
}

const BOOTED = { pvh: 'vmlinux by PVH', bzimage: 'bzImage' } as const;

function formatVm(
  vm: VmResult,
  { bundle, path }: Pick<Verdict, 'bundle'> & Pick<StoredRun, 'path'>,
  page: Page,
): string[] {
  const { splats, examination, files, taint, distrust, lostRecords, network = [], seconds, waited } = vm;
  const { style } = page;
  return [
    `${formatDuration(seconds)} in the VM${waited === undefined ? '' : `, of which it waited ${formatDuration(waited)} for services`}${taint ? `; kernel tainted: ${taint}` : ''}`,
    ...network.map(({ nic, addresses }) => `${nic} ${addresses.join(' ') || 'without an address'}`),
    ...(distrust === undefined ? [] : [style.yellow(`not to be trusted: ${printable(distrust)}`)]),
    ...(lostRecords === 0 ? [] : [style.yellow(`${lostRecords} kernel records were lost`)]),
    '',
    ...stepTable(vm.steps, page),
    ...(splats.length === 0
      ? []
      : ['', ...splats.flatMap((splat, i) => formatSplat(splat, i, join(path, vm.logs ?? ''), style))]),
    ...(examination === undefined ? [] : ['', ...formatExamination(examination)]),
    ...(files.length === 0 ? [] : ['', ...fileTable(vm, bundle, path)]),
  ];
}

function stepTable(steps: readonly StepResult[], { columns, style }: Page): string[] {
  const rows = steps.map(({ text, status, seconds, began }, i) => [
    String(i),
    status === undefined ? (began === undefined ? 'not run' : 'no end') : String(status),
    seconds === undefined ? '' : formatDuration(seconds),
    printable(text),
  ]);
  const lines = alignColumns([['STEP', 'STATUS', 'TOOK', 'COMMAND'], ...rows]);
  return lines.map((line, i) => {
    const { status, began } = steps[i - 1] ?? { status: 0 };
    const short = shorten(line, Math.max(columns, LEAST));
    return status === 0 || (status === undefined && began === undefined) ? short : style.red(short);
  });
}

function formatSplat(splat: FoundSplat, index: number, logs: string, style: Style): string[] {
  const { title, allowed, kind, fatal, step, wentOn } = splat;
  const notes = [
    fatal ? `${kind}, fatal` : kind,
    step === undefined ? 'before the first step' : `in ${stepName(step)}`,
    wentOn ? 'the kernel went on' : 'nothing heard afterwards',
    ...(allowed ? ['allowed'] : []),
  ];
  const text = printable(title);
  return [
    `splat ${index + 1}: ${allowed ? text : style.red(text)}`,
    `  ${notes.join('; ')}`,
    `  ${join(logs, `splat-${index + 1}.txt`)}`,
  ];
}

/** What was found of a VM that had to be ended. */
export function formatExamination({ state, cpus, blocked, answeredTo }: Examination): string[] {
  return [
    `examined: QEMU's state ${state}; the kernel answered to ${answeredTo === 'agent' ? 'its agent' : answeredTo}`,
    ...blocked.map((task) => `  blocked: ${printable(task)}`),
    ...cpus.map((cpu) => `  ${printable(cpu)}`),
  ];
}

/** `bundle` is where the files were written; it may have been moved to `path` since. */
function fileTable({ files }: VmResult, bundle: string, path: string): string[] {
  const rows = files.map(({ path: inVm, file, bytes, complete }) => [
    printable(inVm),
    `${formatSize(bytes)}${complete ? '' : ', not whole'}`,
    join(path, relative(bundle, file)),
  ]);
  return alignColumns([['FILE OF THE VM', 'SIZE', 'HERE'], ...rows]);
}

function placesOf(path: string, verdict?: Verdict): string[] {
  return [...(verdict ? [`report: ${join(path, 'report.html')}`] : []), `logs: ${path}`];
}
