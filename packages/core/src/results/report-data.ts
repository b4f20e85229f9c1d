import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { orNothing, textOf } from '../files.js';
import { parseConsoleLogLine } from '../run/console-log.js';
import type { FoundSplat, Verdict, VmResult } from '../run/types.js';
import { readResults } from '../suite/results/store.js';
import type { SuiteResults } from '../suite/types.js';
import { type Clock, clockOf } from './clock.js';
import { type Excerpt, type ExcerptSize, excerpt, WHOLE } from './excerpt.js';
import { kernelLines } from './kernel-lines.js';
import { linesOf } from './lines.js';
import { isFurtherVm, logsOf } from './logged-vm.js';

/** All that a report is made of, read from the bundle. */
export interface ReportData {
  readonly verdict: Verdict;
  /** The VMs that the page tells of, the one that decided first. */
  readonly vms: readonly [VmReport, ...VmReport[]];
  readonly files: readonly BundleFile[];
  /** Of the cut's suite; absent where none has run. */
  readonly results?: SuiteResults;
}

/** A VM of a report. */
export interface VmReport {
  readonly name: string;
  readonly vm: VmResult;
  /** Begins the anchors of what is this VM's: empty for the one that decided, `NAME.` for another. */
  readonly anchor: string;
  /** Of the headings of its sections: a VM that is not the only one has a heading itself. */
  readonly level: 2 | 3;
  readonly kernel: KernelExcerpt;
  readonly console: Excerpt<LogRow>;
  /** Of the second boot of a kernel that had died without a word. */
  readonly earlyConsole: Excerpt<LogRow>;
  /** Each splat's report, decoded where that was possible. */
  readonly reports: readonly string[];
  /** Where its logs lie below the bundle: `vms/NAME/`; empty where they are in the bundle itself. */
  readonly place: string;
  /** Files that are shown whole, by name. */
  readonly texts: Readonly<Record<string, string>>;
  readonly clock: Clock;
}

/** A line of a log. */
export interface LogRow {
  /** In its file, from 1. */
  readonly number: number;
  /** Seconds, as text. */
  readonly time?: string;
  readonly level?: string;
  /** Printed by the kernel itself. */
  readonly ofKernel?: boolean;
  readonly text: string;
  /** Part of the report of this splat, from 0. */
  readonly splat?: number;
  /** A step begins here. */
  readonly begins?: number;
}

export interface KernelExcerpt extends Excerpt<LogRow> {
  /** Number of the line at which each step begins, and each splat, where that line is shown. */
  readonly steps: ReadonlyMap<number, number>;
  readonly splats: ReadonlyMap<number, number>;
}

export interface BundleFile {
  /** Below the bundle, with slashes. */
  readonly name: string;
  readonly bytes: number;
}

const SHOWN_WHOLE = ['registers.txt', 'qemu.txt', 'settings.json', 'manifest.fest'];

/** Reads what the bundle holds. */
export async function readReportData(bundle: string, verdict: Verdict): Promise<ReportData> {
  const results = await readResults(bundle);
  const [decided, ...others] = toldOf(verdict);
  const level = Object.keys(verdict.vms).length === 1 ? 2 : 3;
  const read = ([name, vm]: NamedVm, size: ExcerptSize) =>
    readVm(bundle, { name, vm, level, anchor: name === verdict.vm ? '' : `${name}.`, size });
  return {
    verdict,
    vms: [await read(decided, WHOLE), ...(await Promise.all(others.map((vm) => read(vm, shareOf(others.length)))))],
    ...(results === undefined ? {} : { results }),
    files: await filesIn(bundle),
  };
}

type NamedVm = readonly [name: string, vm: VmResult];

/** VMs that only go on with another's suite are told of by its tests, and by the axis of time. */
function toldOf({ vms, vm: decided }: Verdict): [NamedVm, ...NamedVm[]] {
  const vm = vms[decided];
  if (vm === undefined) throw new Error(`The verdict has no VM ${decided}.`);
  const others = Object.entries(vms).filter(([name]) => name !== decided && !isFurtherVm(name));
  return [[decided, vm], ...others];
}

/** All others together are shown as much of as the one that decided. */
function shareOf(vms: number): ExcerptSize {
  return { head: Math.ceil(WHOLE.head / vms), tail: Math.ceil(WHOLE.tail / vms) };
}

async function readVm(
  bundle: string,
  { size, ...told }: Pick<VmReport, 'name' | 'vm' | 'anchor' | 'level'> & { readonly size: ExcerptSize },
): Promise<VmReport> {
  const { vm } = told;
  const marks = new Map<number, number>();
  const logs = logsOf(bundle, vm);
  const owners = reportLines(vm.splats);
  return {
    ...told,
    place: vm.logs === undefined ? '' : `${vm.logs}/`,
    kernel: await kernelExcerpt(join(logs, 'kernel.log'), owners, marks, size),
    console: await excerpt(consoleRows(join(logs, 'console.log'), owners), size),
    earlyConsole: await excerpt(consoleRows(join(logs, 'early-console/console.log'), new Map()), size),
    reports: await Promise.all(vm.splats.map((splat, i) => reportOf(logs, splat, i))),
    texts: await textsOf(bundle, logs),
    clock: clockOf(vm.steps, marks),
  };
}

/** A VM that goes on with a suite was started with the settings of the first. */
async function textsOf(bundle: string, logs: string): Promise<VmReport['texts']> {
  const texts = SHOWN_WHOLE.map(async (name) => {
    const text =
      (await textOf(join(logs, name))) ?? (OF_THE_RUN.includes(name) ? await textOf(join(bundle, name)) : undefined);
    return [name, text] as const;
  });
  return Object.fromEntries(
    (await Promise.all(texts)).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

const OF_THE_RUN = ['settings.json', 'manifest.fest'];

/** Which splat each line of a report, with its time stamp, belongs to. */
function reportLines(splats: readonly FoundSplat[]): ReadonlyMap<string, number> {
  return new Map(splats.flatMap(({ report }, i) => report.map((line) => [line.trimEnd(), i] as const)).reverse());
}

async function kernelExcerpt(
  path: string,
  owners: ReadonlyMap<string, number>,
  marks: Map<number, number>,
  size: ExcerptSize,
): Promise<KernelExcerpt> {
  const rows = await excerpt(kernelRows(path, owners, marks), size);
  const shown = [...rows.head, ...rows.tail];
  const firsts = (of: (row: LogRow) => number | undefined) => {
    const found = new Map<number, number>();
    for (const row of shown) {
      const key = of(row);
      if (key !== undefined && !found.has(key)) found.set(key, row.number);
    }
    return found;
  };
  return { ...rows, steps: firsts(({ begins }) => begins), splats: firsts(({ splat }) => splat) };
}

/** Notes in `marks` the kernel's time at which each step began. */
async function* kernelRows(
  path: string,
  owners: ReadonlyMap<string, number>,
  marks: Map<number, number>,
): AsyncGenerator<LogRow> {
  for await (const { number, raw, record, step, begins } of kernelLines(path)) {
    if (record && step !== undefined && begins && !marks.has(step)) marks.set(step, record.time);
    const ofKernel = record?.facility === 'kern';
    const splat = ofKernel ? owners.get(raw.slice(raw.indexOf(': [') + 2).trimEnd()) : undefined;
    yield {
      number,
      text: record?.text ?? raw,
      ...(record === undefined ? {} : { time: record.time.toFixed(6), level: record.level ?? '', ofKernel }),
      ...(splat === undefined ? {} : { splat }),
      ...(begins && step !== undefined ? { begins: step } : {}),
    };
  }
}

async function* consoleRows(path: string, owners: ReadonlyMap<string, number>): AsyncGenerator<LogRow> {
  let number = 0;
  for await (const line of linesOf(path)) {
    const parsed = parseConsoleLogLine(line);
    const text = parsed?.text ?? line;
    const splat = owners.get(text.trimEnd());
    yield {
      number: ++number,
      ...(parsed ? { time: parsed.time.toFixed(3) } : {}),
      ...(splat === undefined ? {} : { splat }),
      text,
    };
  }
}

async function reportOf(bundle: string, { report }: FoundSplat, index: number): Promise<string> {
  return ((await textOf(join(bundle, `splat-${index + 1}.txt`))) ?? report.join('\n')).trimEnd();
}

async function filesIn(bundle: string): Promise<BundleFile[]> {
  const entries = (await orNothing(readdir(bundle, { recursive: true, withFileTypes: true }))) ?? [];
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const files = paths.map(async (path) => ({
    name: relative(bundle, path),
    bytes: (await stat(path)).size,
  }));
  return (await Promise.all(files)).sort((a, b) => (a.name < b.name ? -1 : 1));
}
