import type { Complaint } from './complaint.js';
import type { Dispatcher } from './dispatcher.js';
import { suiteParser } from './formats/index.js';
import type { Chunk } from './queue.js';
import { isFailure } from './results/index.js';
import type { Attempt } from './test-log.js';
import type { TestRunner } from './test-runner.js';
import type { FinishedTest, SuiteFormat, SuiteParser, TestId } from './types.js';

export interface ChunkRunOptions {
  /** What is to be run; absent: all that the suite's arguments choose. */
  readonly chunk?: Chunk;
  readonly format: SuiteFormat;
  readonly tests: TestRunner;
  readonly dispatcher: Dispatcher;
  readonly complaint: Complaint;
  /** Whether what the suite says still counts. */
  counts(): boolean;
}

/** What blktests calls all tests of a group: `nvme/***`. */
const WHOLE_GROUP = '/***';

/** One run of the suite in a VM: tests of what it prints, and what is wrong with it as a whole. */
export class ChunkRun {
  readonly #options: ChunkRunOptions;
  readonly #parser: SuiteParser;
  /** How many attempts there were before. */
  readonly #before: number;
  #isRead = false;
  #wrong: string | undefined;
  /** Groups of tests that were left out. */
  readonly #skipped: FinishedTest[] = [];

  constructor(options: ChunkRunOptions) {
    const { format, tests, chunk, complaint, counts } = options;
    this.#options = options;
    this.#before = tests.attempts.length;
    tests.start(chunk?.condition);
    this.#parser = suiteParser(format, {
      begun: (test) => void (counts() && tests.begun(test)),
      ended: (test) => void (counts() && this.#ended(test)),
      said: (line) => complaint.push(`${line}\n`),
      wrong: (reason) => {
        this.#wrong ??= reason;
      },
    });
  }

  /** It is of all tests: nothing is known of what is left. */
  get isAll(): boolean {
    return this.#options.chunk === undefined;
  }

  push(text: string): void {
    this.#parser.push(text);
  }

  /** A test has come to a result. */
  finish(id: TestId): void {
    const { chunk, dispatcher } = this.#options;
    if (chunk) dispatcher.queue.finish(chunk, id);
  }

  /** Nothing more is printed: what is known of the last test is all. */
  readAll(): void {
    if (this.#isRead) return;
    this.#isRead = true;
    this.#parser.end();
  }

  /** The suite has come to its end by itself. */
  done(status: number): void {
    const { chunk, dispatcher, counts } = this.#options;
    this.readAll();
    if (chunk && counts()) this.#endSkipped(chunk);
    this.#endRunning();
    if (chunk) dispatcher.queue.giveBack(chunk, { missed: true });
    if (this.#wrong !== undefined) dispatcher.trouble ??= this.#wrong;
    if (status !== 0 && !this.#attempts.some(hasFailed)) {
      dispatcher.trouble ??= `the suite ended with status ${status}, though no test failed`;
    }
  }

  /** It was ended, or its VM was. */
  cutOff(): void {
    const { chunk, dispatcher } = this.#options;
    this.readAll();
    this.#endRunning();
    if (chunk === undefined) return;
    if (this.#mayHaveMore(chunk)) {
      dispatcher.trouble ??= 'the suite was cut off: under which conditions more tests were to run is not known';
    }
    dispatcher.queue.giveBack(chunk, { missed: false });
  }

  get #attempts(): readonly Attempt[] {
    return this.#options.tests.attempts.slice(this.#before);
  }

  /** What is said of a group as a whole is so for those of its tests that nothing else is said of. */
  #ended(test: FinishedTest): void {
    if (!this.isAll && test.name.endsWith(WHOLE_GROUP)) this.#skipped.push(test);
    else this.#options.tests.ended(test);
  }

  #endSkipped(chunk: Chunk): void {
    const { dispatcher, tests } = this.#options;
    for (const group of this.#skipped.splice(0)) {
      const prefix = group.name.slice(0, -WHOLE_GROUP.length + 1);
      const names = dispatcher.queue.unfinished(chunk).filter((name) => name.startsWith(prefix));
      for (const name of names) tests.ended({ ...group, name });
    }
  }

  #endRunning(): void {
    const { tests, counts } = this.#options;
    const { running } = tests;
    if (running && counts()) tests.end(running, { status: 'fail', reason: 'the suite ended during it' });
  }

  /** A test that was asked for without a condition counts with its first result; blktests runs all conditions of one together. */
  #mayHaveMore({ condition }: Chunk): boolean {
    if (condition !== undefined || this.#options.format === 'blktests') return false;
    return this.#attempts.some(({ id }) => id.condition !== undefined);
  }
}

function hasFailed({ end }: Attempt): boolean {
  return end === undefined || isFailure(end.status);
}
