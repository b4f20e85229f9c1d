import type { Host } from '../host.js';
import type { Dispatcher } from './dispatcher.js';
import { KeptOutput } from './formats/kept-output.js';
import { LineCutter } from './formats/lines.js';
import { testLabel } from './test-id.js';
import type { Attempt, TestLog } from './test-log.js';
import type { FinishedTest, SuiteFormat, TestAttempt, TestId } from './types.js';

export interface TestRunnerOptions {
  /** The VM's name. */
  readonly vm: string;
  readonly format: SuiteFormat;
  readonly dispatcher: Dispatcher;
  readonly log: TestLog;
  readonly emit: Host['emit'];
}

export interface TestRunnerListener {
  begun(attempt: Attempt): void;
  ended(attempt: Attempt): void;
}

type End = Pick<TestAttempt, 'status' | 'reason' | 'output'> & { readonly seconds?: number };

/** The tests that run in a VM, one after the other: times them, notes what came of them, and tells of both. */
export class TestRunner {
  readonly #options: TestRunnerOptions;
  readonly #listener: TestRunnerListener;
  #attempts: Attempt[] = [];
  #running: Attempt | undefined;
  #printed = new PrintedLines();
  #condition: string | undefined;
  /** Nothing has been running since then, as far as the suite tells. Of `performance`. */
  #idleSince = performance.now();

  constructor(options: TestRunnerOptions, listener: TestRunnerListener) {
    this.#options = options;
    this.#listener = listener;
  }

  /** All that was tried, in the order in which it began. */
  get attempts(): readonly Attempt[] {
    return this.#attempts;
  }

  get running(): Attempt | undefined {
    return this.#running;
  }

  /** The suite is about to run tests, all of this condition where it does not say so itself. */
  start(condition?: string): void {
    this.#condition = condition;
    this.#idleSince = performance.now();
  }

  /** What the suite prints is a test's only where nothing else tells what is. */
  printed(text: string): void {
    if (this.#running && this.#options.format === 'events') this.#printed.push(text);
  }

  begun(test: TestId): void {
    if (this.#running) this.end(this.#running, { status: 'fail', reason: 'the suite never said what came of it' });
    const attempt = this.#begin(this.#idOf(test), performance.now());
    this.#running = attempt;
    this.#listener.begun(attempt);
    this.#emit(attempt);
  }

  ended({ name, condition, ...end }: FinishedTest): void {
    const id = this.#idOf(condition === undefined ? { name } : { name, condition });
    const isRunning = this.#running !== undefined && testLabel(this.#running.id) === testLabel(id);
    // What is told of afterwards only has been running since the one before.
    this.end(isRunning && this.#running ? this.#running : this.#begin(id, this.#idleSince), end);
  }

  /** The running test ended, as the guest's `test_end` says. */
  endedByWord(word: string, reason: string): void {
    if (!this.#running || (word !== 'pass' && word !== 'fail' && word !== 'skip')) return;
    const output = word === 'fail' ? this.#printed.text() : undefined;
    const details = { ...(reason === '' ? {} : { reason }), ...(output === undefined ? {} : { output }) };
    this.end(this.#running, { status: word, ...details });
  }

  end(attempt: Attempt, { seconds = secondsSince(attempt), ...end }: End): void {
    if (attempt === this.#running) this.#running = undefined;
    this.#idleSince = performance.now();
    attempt.end = { ...end, seconds };
    this.#options.dispatcher.count(end.status);
    this.#listener.ended(attempt);
    this.#emit(attempt);
  }

  /** What was tried of it counts for nothing. */
  drop(attempt: Attempt): void {
    this.#running = undefined;
    this.#attempts = this.#attempts.filter((other) => other !== attempt);
    this.#options.log.drop(attempt);
  }

  #begin(id: TestId, since: number): Attempt {
    this.#printed = new PrintedLines();
    const attempt = this.#options.log.begin(id, this.#options.vm, since);
    this.#attempts.push(attempt);
    return attempt;
  }

  #idOf(test: TestId): TestId {
    const condition = test.condition ?? this.#condition;
    return condition === undefined ? test : { ...test, condition };
  }

  #emit({ id, number, end }: Attempt): void {
    const { emit, vm, dispatcher } = this.#options;
    const { status, seconds, reason } = end ?? {};
    emit({
      ...{ type: 'test', vm, label: testLabel(id), attempt: number, progress: dispatcher.progress },
      ...(status === undefined ? {} : { status }),
      ...(seconds === undefined ? {} : { seconds }),
      ...(reason === undefined ? {} : { reason }),
    });
  }
}

/** What is printed while a test runs, in pieces that end anywhere. */
class PrintedLines {
  readonly #kept = new KeptOutput();
  readonly #cutter = new LineCutter({ line: (text) => this.#kept.add(text) });

  push(text: string): void {
    this.#cutter.push(text);
  }

  text(): string | undefined {
    this.#cutter.end();
    return this.#kept.text();
  }
}

/** How long a test has been running until now. */
export function secondsSince({ since }: Attempt): number {
  return Math.round(performance.now() - since) / 1000;
}
