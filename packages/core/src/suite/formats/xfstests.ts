import type { FinishedTest, SuiteListener, SuiteParser, TestId } from '../types.js';
import { KeptOutput } from './kept-output.js';
import { KERNEL_MESSAGE, LineCutter } from './lines.js';

/** A test whose name has been printed, and what came of it so far. */
interface OpenTest {
  readonly id: TestId;
  readonly output: KeptOutput;
  readonly reasons: Set<string>;
  status?: 'skip' | 'fail';
}

/**
 * What `check` of xfstests prints. A test is a line that grows while the test runs: its name, padded, then seven spaces or how
 * long it took last time (`  4s ... `), at the end how long it took (` 5s`), or `[not run]` with the reason, or what is wrong
 * with it. What is wrong takes further lines, until the next test or the summary. Under `-T` times of day are among it, under
 * `-d` the test's own output. Seconds are whole ones: they are left to whoever has a better clock.
 */
export class XfstestsParser implements SuiteParser {
  readonly #listener: SuiteListener;
  readonly #cutter: LineCutter;
  #section: string | undefined;
  #open: OpenTest | undefined;
  /** The line that grows is the open test's first one. */
  #onFirstLine = false;

  constructor(listener: SuiteListener) {
    this.#listener = listener;
    this.#cutter = new LineCutter({
      line: (text, whole) => this.#line(text, whole),
      partial: (text) => this.#begin(text),
    });
  }

  push(text: string): void {
    this.#cutter.push(text);
  }

  end(): void {
    this.#cutter.end();
    // Without a word on what is wrong it may just not have ended.
    if (this.#open?.status !== undefined) this.#close();
    this.#open = undefined;
  }

  #begin(line: string): void {
    if (this.#onFirstLine) return;
    const name = FIRST_LINE.exec(line)?.[1];
    if (name === undefined) return;
    this.#close();
    const id = this.#section === undefined ? { name } : { name, condition: this.#section };
    this.#open = { id, output: new KeptOutput(), reasons: new Set() };
    this.#onFirstLine = true;
    this.#listener.begun(id);
  }

  #line(line: string, whole: boolean): void {
    this.#begin(line);
    if (this.#open !== undefined && this.#onFirstLine) {
      this.#onFirstLine = false;
      const rest = line.replace(FIRST_LINE, '').replace(KERNEL_MESSAGE, '').replace(TIMES_OF_DAY, '');
      if (rest === INTERRUPTED) this.#open = undefined;
      // A line that has ended without how long it took.
      else if (whole && FIRST_LINE.exec(line)?.[0] === line) this.#open.status = 'fail';
      else this.#of(this.#open, rest);
    } else if (line.search(KERNEL_MESSAGE) !== 0) this.#further(line);
  }

  #further(line: string): void {
    if (OUTSIDE.test(line)) this.#outside(line);
    else if (this.#open === undefined) this.#say(line);
    else this.#of(this.#open, line.replace(/^ \[\d\d:\d\d:\d\d\]/, ''));
  }

  /** Something about a test. */
  #of(test: OpenTest, text: string): void {
    if (test.status === undefined && /^\s*\d+s$/.test(text)) {
      this.#finish({ ...test.id, status: 'pass' });
      return;
    }
    const skipped = test.status === undefined ? skipOf(text) : undefined;
    if (skipped !== undefined) test.status = 'skip';
    if (test.status !== 'skip') {
      const reasons = reasonsIn(text);
      if (reasons.length > 0) test.status = 'fail';
      for (const reason of reasons) test.reasons.add(reason);
    }
    test.output.add(skipped ?? text);
  }

  /** What comes now is not about the test any more. */
  #close(): void {
    if (this.#open !== undefined) this.#finish(finished(this.#open));
  }

  #finish(test: FinishedTest): void {
    this.#open = undefined;
    this.#listener.ended(test);
  }

  #outside(line: string): void {
    // A test that was interrupted has not ended.
    if (line === INTERRUPTED && this.#open?.status === undefined) this.#open = undefined;
    this.#close();
    this.#section = /^SECTION {7}-- (\S.*)$/.exec(line)?.[1]?.trimEnd() ?? this.#section;
    this.#say(line);
  }

  #say(line: string): void {
    if (line.trim() !== '') this.#listener.said?.(line);
  }
}

function finished({ id, status, reasons, output }: OpenTest): FinishedTest {
  const text = output.text();
  if (status === 'skip') {
    // Under `-T` its name stands there once more.
    return { ...id, status, reason: oneLine(text?.replace(`\t${id.name} -- `, '') ?? 'not run') };
  }
  if (text === undefined) return { ...id, status: 'fail', reason: 'failed without a word of why' };
  return { ...id, status: 'fail', reason: [...reasons].join(', ') || oneLine(text).slice(0, 200), output: text };
}

function oneLine(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}

/** What is said of why a test was not run, if that is said here. */
function skipOf(text: string): string | undefined {
  const [, what, reason = ''] = /^\s*(\[not run\]|\[expunged\]|- no such test\?)(.*)$/.exec(text) ?? [];
  if (what === undefined) return undefined;
  return what === '[not run]' ? reason : what.replace(/[[\]?]|- /g, '');
}

/** What is indented is the difference between outputs, whatever it says. */
function reasonsIn(text: string): string[] {
  if (/^ {4}/.test(text)) return [];
  return WRONG.flatMap((pattern) => pattern.exec(text)?.slice(1, 2) ?? []);
}

/** What says that a test failed, and what of it to call it. */
const WRONG: readonly RegExp[] = [
  /\[failed, (exit status -?\d+)\]/,
  /\[(dumped core)\]/,
  /(?:^|[\]\s])- (output mismatch) \(see /,
  /(?:^|[\]\s])_\w+: (\S.*?)(?: \(see \S+\))?$/,
  /(?:^|[\]\s])(no qualified output)$/,
];

const INTERRUPTED = 'Interrupted!';
const FIRST_LINE = /^([\w.+-]+\/\d{3}[\w-]*)(?: +\d+s \.\.\. | * {7})/;
const TIMES_OF_DAY = /(?:^| )\[\d\d:\d\d:\d\d\]/g;
/** Of the head, the summary, and what is said of names. */
const OUTSIDE = new RegExp(
  [
    /^(?:SECTION|RECREATING|FSTYP|PLATFORM|MKFS_OPTIONS|MOUNT_OPTIONS) +-- /,
    /^(?:Ran|Not run|Failures|Xunit report): /,
    /^(?:=+|Failed \d+ of \d+ tests|Passed all \d+ tests|Interrupted!)$/,
    /^[\w.+-]+\/\S+ +(?:aggregate results across |- unknown test|- no such test)/,
  ]
    .map(({ source }) => source)
    .join('|'),
);
