import type { KernelRecord } from '../kernel-log/types.js';
import { isLead } from './anatomy.js';
import { type BannerMatch, matchBanner } from './banners/index.js';
import { isAnnouncement } from './details.js';
import { type LogLine, linesOf } from './lines.js';
import { OpenReport } from './report.js';
import type { Splat, SplatKind } from './types.js';

export interface SplatListener {
  /** A report has begun; `splat` is what its first lines tell: its title may still become better. */
  begun?(splat: Splat): void;
  /** It is whole: its end was seen, something else began, or `end()` was called. */
  ended(splat: Splat): void;
  /** Lockdep has turned itself off: what follows proves nothing about locking. Called once. */
  lockdepOff?(record: KernelRecord): void;
}

/** What one task or CPU prints, or all of them, where records do not tell who printed them. */
interface Stream {
  /** Innermost last: a report may break out while another is printed. */
  readonly open: OpenReport[];
  /** Lines that a report may begin with, until its banner comes. */
  lead: LogLine[];
}

interface Arrival {
  readonly line: LogLine;
  readonly match: BannerMatch | undefined;
  readonly record: KernelRecord;
}

/** Lines between what announces a report and its banner. */
const LONGEST_LEAD = 12;
const LOCKDEP_OFF = /^(?:INFO: lockdep is turned off|Disabling lock debugging due to kernel taint)/;
const BACKTRACE_ON_DEMAND = /^NMI backtrace for cpu \d+/;

/** Finds what the kernel reports of itself, in its records as they come. */
export class SplatDetector {
  readonly #listener: SplatListener;
  readonly #streams = new Map<string, Stream>();
  /** Callers that print a trace because another caller's report asked all CPUs for one. */
  readonly #lent = new Map<string, string>();
  readonly #seen = new Set<SplatKind>();
  #lockdepOff = false;

  constructor(listener: SplatListener) {
    this.#listener = listener;
  }

  push(record: KernelRecord): void {
    if (record.facility !== 0) return;
    this.#expire(record.time);
    for (const line of linesOf(record)) {
      const match = matchBanner(line.text);
      const key = this.#keyOf(record.caller ?? '', line, match);
      const stream = this.#streams.get(key) ?? { open: [], lead: [] };
      this.#streams.set(key, stream);
      this.#take(stream, { line, match, record });
      if (stream.open.length === 0 && stream.lead.length === 0) this.#streams.delete(key);
      if (LOCKDEP_OFF.test(line.text)) this.#noteLockdepOff(record);
    }
  }

  /** Ends whatever is still open. */
  end(): void {
    for (const stream of this.#streams.values()) {
      while (stream.open.length > 0) this.#finish(stream);
    }
    this.#streams.clear();
  }

  #expire(now: number): void {
    for (const [key, stream] of this.#streams) {
      while (stream.open.at(-1)?.isOver(now)) this.#finish(stream);
      const lead = stream.lead[0];
      if (lead && now - lead.time > 1e6) stream.lead = [];
      if (stream.open.length === 0 && stream.lead.length === 0) this.#streams.delete(key);
    }
  }

  #keyOf(caller: string, { text }: LogLine, match: BannerMatch | undefined): string {
    const lender = match ? undefined : this.#lent.get(caller);
    if (lender !== undefined && this.#streams.has(lender)) return lender;
    this.#lent.delete(caller);
    if (!BACKTRACE_ON_DEMAND.test(text) || this.#streams.has(caller)) return caller;
    const [asker] = [...this.#streams].find(([, { open }]) => open.some((report) => report.asksOthers)) ?? [];
    if (asker !== undefined) this.#lent.set(caller, asker);
    return asker ?? caller;
  }

  #take(stream: Stream, { line, match, record }: Arrival): void {
    if (match) this.#takeBanner(stream, match, line, record);
    else if (this.#takeEnd(stream, line)) return;
    else if (stream.lead.length > 0 || beginsLead(line.text)) this.#takeLead(stream, line);
    else this.#takePart(stream, line);
  }

  #takeBanner(stream: Stream, match: BannerMatch, line: LogLine, record: KernelRecord): void {
    const top = stream.open.at(-1);
    if (match.banner.sumsUp && this.#seen.has(match.banner.kind)) return;
    if (top?.banner.alone && top.banner === match.banner) {
      top.addOwn(line);
      return;
    }
    if (top && continues(top, match)) {
      for (const lead of stream.lead) top.addOwn(lead);
      stream.lead = [];
      top.continueWith(match, line);
      return;
    }
    if (top && (top.closing || (!top.banner.end && (top.hasTrace || top.kind === match.banner.kind))))
      this.#finish(stream);
    const report = new OpenReport(match, [...stream.lead, line]);
    stream.lead = [];
    stream.open.push(report);
    this.#seen.add(report.kind);
    this.#listener.begun?.(report.splat());
    if (report.kind === 'lockdep' && !match.banner.keepsLockdep) this.#noteLockdepOff(record);
    report.closing = match.banner.alone ?? match.banner.sumsUp ?? false;
  }

  #takeEnd(stream: Stream, line: LogLine): boolean {
    const index = stream.open.findLastIndex((report) => !report.closing && report.endsWith(line.text));
    const report = stream.open[index];
    if (!report) return false;
    report.addOwn(line);
    report.closing = true;
    if (report.kind === 'warning' || report.kind === 'panic') this.#finish(stream, index);
    return true;
  }

  #takeLead(stream: Stream, line: LogLine): void {
    if (beginsLead(line.text) && !isAnnouncement(stream.lead[0]?.text ?? '')) this.#dropLead(stream);
    stream.lead.push(line);
    if (stream.lead.length > LONGEST_LEAD) this.#dropLead(stream);
  }

  /** What was taken for the beginning of a report is none. */
  #dropLead(stream: Stream): void {
    const lines = stream.lead;
    stream.lead = [];
    for (const line of lines) this.#takePart(stream, line);
  }

  #takePart(stream: Stream, line: LogLine): void {
    while (isPast(stream.open.at(-1), line)) this.#finish(stream);
    const top = stream.open.at(-1);
    if (top?.closing) top.addOwn(line);
    else top?.add(line);
    if (top?.isOver(line.time)) this.#finish(stream);
  }

  #finish(stream: Stream, index = stream.open.length - 1): void {
    const [report] = stream.open.splice(index, 1);
    if (report) this.#listener.ended(report.splat());
  }

  #noteLockdepOff(record: KernelRecord): void {
    if (this.#lockdepOff) return;
    this.#lockdepOff = true;
    this.#listener.lockdepOff?.(record);
  }
}

/** Finds the reports of a whole log, in the order in which they begin. */
export function findSplats(records: Iterable<KernelRecord>): Splat[] {
  const splats: Splat[] = [];
  const detector = new SplatDetector({ ended: (splat) => splats.push(splat) });
  for (const record of records) detector.push(record);
  detector.end();
  return splats.sort((a, b) => a.sequence - b.sequence);
}

function beginsLead(text: string): boolean {
  return isLead(text) || isAnnouncement(text);
}

function continues(report: OpenReport, { banner }: BannerMatch): boolean {
  if (!banner.continues?.includes(report.kind)) return false;
  if (report.banner.alone) return false;
  return banner.kind === 'panic' || (!report.hasTrace && !report.closing);
}

function isPast(report: OpenReport | undefined, { text }: LogLine): boolean {
  return report?.closing === true && !isAftermath(report, text);
}

/** What follows the end of an oops: its registers once more, and how the task ended. */
function isAftermath(report: OpenReport, text: string): boolean {
  return (
    /^Disabling lock debugging\b|^note: |^$/.test(text) ||
    (report.fatal && /^(?:[RE]IP|RSP|RAX|RBP|RDX|R\d\d|FS|CS|CR2|DR\d|PKRU|Code):/.test(text))
  );
}
