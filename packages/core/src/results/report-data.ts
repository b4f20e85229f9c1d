import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { orNothing, textOf } from '../files.js';
import { parseConsoleLogLine } from '../run/console-log.js';
import type { FoundSplat, Verdict, VmResult } from '../run/types.js';
import { readResults } from '../suite/results/store.js';
import type { SuiteResults } from '../suite/types.js';
import { type Clock, clockOf } from './clock.js';
import { type Excerpt, excerpt } from './excerpt.js';
import { kernelLines } from './kernel-lines.js';
import { linesOf } from './lines.js';
import { logsOf } from './logs.js';

/** All that a report is made of, read from the bundle. */
export interface ReportData {
  readonly verdict: Verdict;
  readonly vm: VmResult;
  readonly kernel: KernelExcerpt;
  readonly console: Excerpt<LogRow>;
  /** Of the second boot of a kernel that had died without a word. */
  readonly earlyConsole: Excerpt<LogRow>;
  /** Each splat's report, decoded where that was possible. */
  readonly reports: readonly string[];
  readonly files: readonly BundleFile[];
  /** Where the logs of this VM lie below the bundle: `vms/NAME/`, empty for the first VM of a run. */
  readonly place: string;
  /** Files that are shown whole, by name. */
  readonly texts: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** Of the cut's suite; absent where none has run. */
  readonly results?: SuiteResults;
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

/** What all VMs of a run have in common. */
const OF_THE_RUN = ['settings.json', 'manifest.fest'];
const SHOWN_WHOLE = ['registers.txt', 'qemu.txt', ...OF_THE_RUN];

/** Reads what the bundle holds. */
export async function readReportData(bundle: string, verdict: Verdict): Promise<ReportData> {
  const vm = verdict.vms[verdict.vm];
  if (vm === undefined) throw new Error(`The verdict has no VM ${verdict.vm}.`);
  const marks = new Map<number, number>();
  const logs = logsOf(bundle, vm);
  const owners = reportLines(vm.splats);
  const results = await readResults(bundle);
  const wholeAt = (name: string) => join(OF_THE_RUN.includes(name) ? bundle : logs, name);
  return {
    ...{ verdict, vm, place: vm.logs === undefined ? '' : `${vm.logs}/` },
    ...(results === undefined ? {} : { results }),
    kernel: await kernelExcerpt(join(logs, 'kernel.log'), owners, marks),
    console: await excerpt(consoleRows(join(logs, 'console.log'), owners)),
    earlyConsole: await excerpt(consoleRows(join(logs, 'early-console/console.log'), new Map())),
    reports: await Promise.all(vm.splats.map((splat, i) => reportOf(logs, splat, i))),
    files: await filesIn(bundle),
    texts: Object.fromEntries(
      (await Promise.all(SHOWN_WHOLE.map(async (name) => [name, await textOf(wholeAt(name))] as const))).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      ),
    ),
    clock: clockOf(vm.steps, marks),
  };
}

/** Which splat each line of a report, with its time stamp, belongs to. */
function reportLines(splats: readonly FoundSplat[]): ReadonlyMap<string, number> {
  return new Map(splats.flatMap(({ report }, i) => report.map((line) => [line.trimEnd(), i] as const)).reverse());
}

async function kernelExcerpt(
  path: string,
  owners: ReadonlyMap<string, number>,
  marks: Map<number, number>,
): Promise<KernelExcerpt> {
  const rows = await excerpt(kernelRows(path, owners, marks));
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
