import type { SuiteProgress } from '../host.js';
import { type Chunk, TestQueue } from './queue.js';
import { isFailure } from './results/index.js';
import type { SuitePlan, TestStatus } from './types.js';

/** Whoever asks what to run. */
export interface Asker {
  /** Runs the suite's list, which comes back by `listed` or `listFailed`. */
  list(): void;
  /** Runs what the suite's arguments choose. */
  all(): void;
  run(chunk: Chunk): void;
  /** Nothing is left to be run. */
  end(): void;
}

export interface DispatcherOptions {
  readonly suite: Pick<SuitePlan, 'exclude'>;
  readonly jobs: number;
  /** Labels of the tests; absent: they have to be listed. */
  readonly tests?: readonly string[];
  /** The suite can list its tests. */
  readonly canList: boolean;
  secondsOf(label: string): number | undefined;
}

/** Shares the tests of a round out among the VMs that ask for them, and counts what comes of them. */
export class Dispatcher {
  readonly queue: TestQueue;
  /** What else was wrong with the suite. */
  trouble: string | undefined;
  readonly #canList: boolean;
  readonly #counts = { results: 0, failed: 0, skipped: 0 };
  #lister: Asker | undefined;
  #waiting: Asker[] = [];
  #ranAll = false;
  #listed: number | undefined;
  #complaint: string | undefined;

  constructor({ suite, jobs, tests, canList, secondsOf }: DispatcherOptions) {
    this.queue = new TestQueue({ exclude: suite.exclude, jobs, secondsOf });
    this.#canList = canList;
    if (tests) this.queue.list(tests);
  }

  /** Why nothing can be run: what the suite said of its list. */
  get complaint(): string | undefined {
    return this.#complaint;
  }

  /** How many tests the suite has listed, those that are left out too; undefined where it was not asked. */
  get listed(): number | undefined {
    return this.#listed;
  }

  /** Whether there is something that a fresh VM could run. */
  get hasMore(): boolean {
    return this.queue.hasWaiting;
  }

  get progress(): SuiteProgress {
    const { results, failed, skipped } = this.#counts;
    const { total, done, secondsLeft } = this.queue;
    return total === undefined ? { done: results, failed, skipped } : { done, failed, skipped, total, secondsLeft };
  }

  /** A VM has nothing to do. It is answered at once, or as soon as the list is there. */
  ask(asker: Asker): void {
    if (this.#complaint !== undefined) asker.end();
    else if (this.queue.isListed) this.#give(asker);
    else if (!this.#canList) this.#runAll(asker);
    else if (this.#lister) this.#waiting.push(asker);
    else this.#list(asker);
  }

  /** The list that was asked for. */
  list(labels: readonly string[]): void {
    this.#lister = undefined;
    this.#listed = labels.length;
    this.queue.list(labels);
    for (const asker of [...this.#waiting.splice(0)]) this.ask(asker);
  }

  /** The suite cannot say what it would run. */
  listFailed(complaint: string): void {
    this.#lister = undefined;
    this.#listed = 0;
    this.#complaint = complaint;
    for (const asker of this.#waiting.splice(0)) asker.end();
  }

  /** A VM has ended: what was asked of it, another one has to do. */
  left(asker: Asker): void {
    this.#waiting = this.#waiting.filter((other) => other !== asker);
    if (this.#lister !== asker) return;
    this.#lister = undefined;
    const next = this.#waiting.shift();
    if (next) this.ask(next);
  }

  /** A test has come to something. */
  count(status: TestStatus): void {
    this.#counts.results++;
    if (isFailure(status)) this.#counts.failed++;
    if (status === 'skip') this.#counts.skipped++;
  }

  #give(asker: Asker): void {
    const chunk = this.queue.take();
    if (chunk) asker.run(chunk);
    else asker.end();
  }

  #runAll(asker: Asker): void {
    const isFirst = !this.#ranAll;
    this.#ranAll = true;
    if (isFirst) asker.all();
    else asker.end();
  }

  #list(asker: Asker): void {
    this.#lister = asker;
    asker.list();
  }
}
