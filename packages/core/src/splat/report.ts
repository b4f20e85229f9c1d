import { isReportPart } from './anatomy.js';
import type { Banner, BannerMatch } from './banners/index.js';
import { DETAILS } from './details.js';
import { symbolIn } from './functions/names.js';
import { formatLine, type LogLine } from './lines.js';
import { titleOf } from './title.js';
import { TraceReader } from './traces.js';
import type { Splat, SplatKind } from './types.js';

/** A report that is a report no more after as many lines, whatever they are. */
const MOST_LINES = 2000;
/** Lines of something else in a row, after which the report is over: once its trace has come, and before. */
const STRANGERS_AFTER_TRACE = 8;
const STRANGERS_BEFORE_TRACE = 30;
const PATIENCE = 5;

/** Where a report of lockdep's says which lock it is about; the line or the next ones have the function. */
const NAMES_LOCK =
  /is trying to (?:acquire|release|contend|lock)\b|just changed the state of lock|\btakes:$|locks? held by |\bis freeing memory\b|is leaving the kernel with/;

/** One report while its lines come in. */
export class OpenReport {
  readonly banner: Banner;
  readonly groups: Readonly<Record<string, string | undefined>>;
  readonly #lines: LogLine[] = [];
  readonly #traces = new TraceReader();
  kind: SplatKind;
  fatal: boolean;
  words: string;
  /** ` Read` or ` Write`. */
  access = '';
  /** The function that a line of the report names: where a lock was taken, mostly. */
  namedFunction: string | undefined;
  /** Its end was seen; what follows now can only be its aftermath. */
  closing = false;
  /** It has asked other CPUs for their traces, which they print themselves. */
  asksOthers = false;
  #end: RegExp | undefined;
  #awaitsLock = 0;
  #strangers = 0;

  constructor({ banner, groups }: BannerMatch, lines: readonly LogLine[]) {
    this.banner = banner;
    this.groups = groups;
    this.kind = banner.kind;
    this.fatal = banner.fatal ?? false;
    this.words = banner.words;
    this.#end = banner.end;
    for (const line of lines) this.addOwn(line);
  }

  get traces() {
    return this.#traces.traces;
  }

  get hasTrace(): boolean {
    return this.#traces.hasTrace;
  }

  /** Takes a line that certainly belongs to the report. */
  addOwn(line: LogLine): void {
    this.add(line);
    this.#strangers = 0;
  }

  /** Takes a line that may belong to the report: if it looks like none of one, those that follow decide. */
  add(line: LogLine): void {
    const text = line.text.replace(/^kmemleak: /, '');
    this.#lines.push(line);
    this.#strangers = isReportPart(text) ? 0 : this.#strangers + 1;
    if (this.closing) return;
    this.asksOthers ||= /^Sending NMI .*to .*CPUs?\b/.test(text);
    this.#learn(text);
    this.#traces.add(text);
  }

  /** Takes a further banner of the same problem. */
  continueWith({ banner }: BannerMatch, line: LogLine): void {
    this.addOwn(line);
    this.#end = banner.end ?? this.#end;
    if (banner.fatal) this.fatal = true;
    if (banner.kind === 'panic') this.closing = false;
  }

  /** Whether a line is the last of the report. */
  endsWith(text: string): boolean {
    return this.#end?.test(text) ?? false;
  }

  /** Whether this report has nothing to do with what is printed now. */
  isOver(now: number): boolean {
    return (
      this.#lines.length >= MOST_LINES ||
      this.#strangers > (this.hasTrace ? STRANGERS_AFTER_TRACE : STRANGERS_BEFORE_TRACE) ||
      now - (this.#lines.at(-1)?.time ?? now) > (this.banner.patience ?? PATIENCE) * 1e6
    );
  }

  splat(): Splat {
    const own = this.#lines.slice(0, this.#lines.length - this.#strangers);
    const first = this.#lines[0];
    return {
      kind: this.kind,
      title: titleOf(this),
      fatal: this.fatal,
      report: own.map(formatLine),
      sequence: first?.sequence ?? 0,
      time: first?.time ?? 0,
    };
  }

  #learn(text: string): void {
    const detail = this.hasTrace ? undefined : DETAILS.find((row) => row.pattern.test(text));
    if (detail?.of.includes(this.kind)) {
      this.words = detail.words;
      this.kind = detail.kind ?? this.kind;
    }
    this.access ||= /^(Read|Write) (?:of size|at addr)\b/.exec(text)?.[1]?.padStart(6).trimEnd() ?? '';
    this.#learnFunction(text);
  }

  #learnFunction(text: string): void {
    const { names } = this.banner;
    if (names instanceof RegExp) this.namedFunction ??= names.exec(text)?.groups?.['func'];
    if ((names !== 'lock' && names !== 'irq') || this.namedFunction !== undefined) return;
    if (NAMES_LOCK.test(text)) this.#awaitsLock = 3;
    if (this.#awaitsLock === 0) return;
    this.#awaitsLock -= 1;
    this.namedFunction = symbolIn(text);
  }
}
