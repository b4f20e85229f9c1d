import type { FinishedTest, SuiteListener, SuiteParser, TestId } from '../types.js';
import { KeptOutput } from './kept-output.js';
import { KERNEL_MESSAGE, LineCutter } from './lines.js';

interface OpenTest {
  readonly id: TestId;
  readonly output: KeptOutput;
  /** Absent: it runs. */
  readonly status?: 'pass' | 'fail' | 'skip';
  seconds?: number;
}

/**
 * What `check` of blktests prints. A test is `NAME => DEVICES (CONDITION) (DESCRIPTION)`, of which only the name is always there,
 * as it begins, with lines of its last run; the same again with ` [passed]`, ` [failed]` or ` [not run]` as it has ended, with
 * lines of this run (`    runtime  0.41s  ...  0.39s`), why it was not run, and what is wrong. A group that cannot run is told
 * of as `GROUP/***`. On a terminal the cursor goes up in between, so that the second overwrites the first.
 */
export class BlktestsParser implements SuiteParser {
  readonly #listener: SuiteListener;
  readonly #cutter: LineCutter;
  #open: OpenTest | undefined;

  constructor(listener: SuiteListener) {
    this.#listener = listener;
    this.#cutter = new LineCutter({ line: (text) => this.#line(text) });
  }

  push(text: string): void {
    this.#cutter.push(text);
  }

  end(): void {
    this.#cutter.end();
    this.#close();
  }

  #line(line: string): void {
    const found = headOf(line);
    if (found !== undefined) this.#head(found);
    else if (line.search(KERNEL_MESSAGE) !== 0) this.#further(line);
  }

  #head({ id, status }: Head): void {
    this.#close();
    this.#open = { id, output: new KeptOutput(), ...(status === undefined ? {} : { status }) };
    if (status === undefined) this.#listener.begun(id);
  }

  #further(line: string): void {
    const test = this.#open;
    if (test === undefined || !/^(?: {4}|$)/.test(line)) this.#said(line);
    else if (test.status !== undefined) this.#detail(test, line);
  }

  #detail(test: OpenTest, line: string): void {
    const [, seconds] = /^ {4}runtime\s.*\.\.\.\s+(\d+(?:\.\d+)?)s$/.exec(line) ?? [];
    if (seconds !== undefined) test.seconds = Number(seconds);
    else if (!OF_THE_RUN.test(line)) test.output.add(line.slice(4));
    // Nothing more is to be known of it.
    if (test.status === 'pass' && seconds !== undefined) this.#close();
  }

  /** A line that is no part of a test's: of the suite itself, or of a program that the running test has started. */
  #said(line: string): void {
    if (this.#open?.status !== undefined) this.#close();
    if (line.trim() !== '') this.#listener.said?.(line);
  }

  /** What comes now is not about the test any more; one that only has begun has not ended. */
  #close(): void {
    const test = this.#open;
    this.#open = undefined;
    if (test?.status !== undefined) this.#listener.ended(finished(test, test.status));
  }
}

function finished({ id, seconds, output }: OpenTest, status: FinishedTest['status']): FinishedTest {
  const text = output.text();
  const ended = { ...id, status, ...(seconds === undefined ? {} : { seconds }) };
  if (status === 'pass') return ended;
  if (status === 'skip') return { ...ended, reason: text?.replace(/\n\s*/g, '; ') ?? 'not run' };
  return { ...ended, reason: reasonOf(text), ...(text === undefined ? {} : { output: text }) };
}

function reasonOf(output: string | undefined): string {
  const [first = 'failed'] = output?.split('\n') ?? [];
  return /^--- /.test(first) ? 'output mismatch' : first.replace(/:$/, '');
}

/** `    KEY  LAST  ...  VALUE`: what was measured. */
const OF_THE_RUN = /^ {4}[\w.:/-]+ {2,}(?:.* {2,})?\.\.\.(?: |$)/;

interface Head {
  readonly id: TestId;
  readonly status?: 'pass' | 'fail' | 'skip';
}

const STATUSES: Readonly<Record<string, Head['status']>> = { passed: 'pass', failed: 'fail', 'not run': 'skip' };

function headOf(line: string): Head | undefined {
  const [, name, devices, rest = '', status = ''] =
    /^([\w.-]+\/(?:\d{3}|\*{3}))(?: => (\S[^(]*?))?( +\(.*\)| +)? *(?:\[(passed|failed|not run)\])?$/.exec(line) ?? [];
  if (name === undefined || (name.endsWith('*') && status === '')) return undefined;
  const condition = [devices, conditionOf(rest.trim())].filter((part) => part !== undefined).join(' ');
  const id = condition === '' ? { name } : { name, condition };
  const outcome = STATUSES[status];
  return outcome === undefined ? { id } : { id, status: outcome };
}

/** Of `(CONDITION) (DESCRIPTION)`; either may have parentheses of its own. Undefined where there is a description only. */
function conditionOf(text: string): string | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') depth++;
    if (text[at] === ')') depth--;
    if (depth === 0) return text.startsWith(') (', at) ? text.slice(1, at) : undefined;
  }
  return undefined;
}
