import type { Host } from '../host.js';
import type { FoundSplat, VmResult } from '../run/types.js';
import { ChunkRun } from './chunk-run.js';
import { Complaint } from './complaint.js';
import type { Asker, Dispatcher } from './dispatcher.js';
import type { Chunk } from './queue.js';
import type { TestFiles } from './test-files.js';
import { parseTestLabel, testLabel } from './test-id.js';
import type { Attempt, TestLog } from './test-log.js';
import { secondsSince, TestRunner } from './test-runner.js';
import type { SuiteFormat, TestAttempt } from './types.js';
import type { SuiteAnswer, SuiteFile, SuiteVm, VmSession } from './vm-session.js';

export interface SessionOptions {
  /** The VM's name. */
  readonly vm: string;
  readonly format: SuiteFormat;
  /** Seconds that one test may take; none unless said. */
  readonly testTimeout?: number;
  readonly dispatcher: Dispatcher;
  readonly log: TestLog;
  readonly files: TestFiles;
  readonly emit: Host['emit'];
  /** A test has come to something. */
  onResult(): void;
}

/** How a session saw its VM end. */
export interface SessionEnd {
  /** The VM had been told that nothing is left. */
  readonly over: boolean;
  /** It was told that its suite is over, so that it went on to the steps behind. */
  readonly left: boolean;
  /** A test of it, or we, are to blame for the VM's end. */
  readonly explained: boolean;
  /** All that was tried in it, in the order in which it began. */
  readonly attempts: readonly Attempt[];
}

interface Ending {
  /** What the running test has come to; absent: none runs that counts. */
  readonly status?: TestAttempt['status'];
  readonly reason: string;
  /** How long that test had been running. */
  readonly seconds?: number;
  /** A test, or we, are to blame. */
  readonly explained: boolean;
}

/** How long a VM that is not to be trusted any more still may send the files of the test that has ended. Milliseconds. */
const LAST_FILES = 1500;

/** Follows a suite in one VM: gives it work, and ends the VM where it is not to be given any more. */
export class SuiteSession implements VmSession {
  readonly #options: SessionOptions;
  readonly #tests: TestRunner;
  readonly #asker: Asker;
  readonly #complaint = new Complaint();
  readonly #decoder = new TextDecoder();
  #vm: SuiteVm | undefined;
  /** What the guest's suite does: it lists tests, or runs some. */
  #list: string[] | undefined;
  #run: ChunkRun | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Why what the VM does from now on would prove nothing. */
  #distrust: string | undefined;
  /** The guest's suite has begun. */
  #hasAsked = false;
  /** The VM is being ended: nothing that it still says counts. */
  #ending: Ending | undefined;
  #isRetiring = false;
  #over = false;
  #left = false;

  constructor(options: SessionOptions) {
    const { dispatcher } = options;
    this.#options = options;
    this.#tests = new TestRunner(options, {
      begun: (attempt) => this.#onBegun(attempt),
      ended: (attempt) => this.#onEnded(attempt),
    });
    this.#asker = {
      list: () => this.#askForList(),
      all: () => this.#start({ kind: 'all' }),
      run: (chunk) => this.#start({ kind: 'tests', ...chunk }, chunk),
      end: () => this.#end(dispatcher.complaint),
    };
  }

  /** The last that the suite said of no test. */
  get complaint(): string {
    return this.#complaint.text;
  }

  attach(vm: SuiteVm): void {
    this.#vm = vm;
  }

  output(data: Buffer): void {
    if (this.#ending) return;
    const text = this.#decoder.decode(data, { stream: true });
    if (this.#run === undefined || this.#options.format === 'events') this.#complaint.push(text);
    this.#tests.printed(text);
    this.#run?.push(text);
  }

  asked(status?: number): void {
    if (this.#isRetiring) this.#onRetirement();
    else if (!this.#ending) this.#onAsked(status);
  }

  listed(label: string): void {
    if (label.trim() !== '') this.#list?.push(label.trim());
  }

  file(file: SuiteFile): void {
    const owner = this.#options.files.keep(file, this.#tests.attempts);
    if (this.#ending) this.#timer?.refresh();
    else if (this.#tests.running && owner !== this.#tests.running) this.#restartClock(this.#tests.running);
  }

  event([what, word = '', ...reason]: readonly string[]): void {
    if (this.#ending || this.#options.format !== 'events') return;
    if (what === 'test_begin') this.#tests.begun(parseTestLabel(word));
    if (what !== 'test_end') return;
    if (this.#tests.running === undefined && word === 'fail') {
      this.#options.dispatcher.trouble ??= 'test_end fail came without a test_begin';
    } else this.#tests.endedByWord(word, reason.join(' '));
  }

  /** A kernel that dies may do so slowly: what it does until then counts for nothing. */
  splat({ fatal, allowed, title }: FoundSplat): void {
    if (!fatal || this.#ending) return;
    this.#noteDistrust(`after "${title}" the kernel proves nothing`);
    if (allowed) return;
    const { running } = this.#tests;
    clearTimeout(this.#timer);
    const crash = running && { status: 'crash' as const, seconds: secondsSince(running) };
    this.#ending = { ...crash, reason: title, explained: running !== undefined };
  }

  lockdepOff(): void {
    this.#noteDistrust('lockdep has turned itself off');
  }

  /** The VM has ended like this: so has what ran in it, and another VM may have what did not. */
  vmEnded({
    outcome,
    reason,
    splats,
    endedFor,
  }: Pick<VmResult, 'outcome' | 'reason' | 'splats' | 'endedFor'>): SessionEnd {
    clearTimeout(this.#timer);
    this.#run?.readAll();
    const { running } = this.#tests;
    const byItself = endedFor === undefined;
    const status = this.#ending ? this.#ending.status : byItself ? STATUSES[outcome] : undefined;
    if (running && status !== undefined) {
      const fatal = splats.find((splat) => splat.fatal && !splat.allowed);
      const { seconds } = this.#ending ?? {};
      const why = this.#ending?.reason ?? fatal?.title ?? reason;
      this.#tests.end(running, { status, reason: why, ...(seconds === undefined ? {} : { seconds }) });
    } else if (running) this.#tests.drop(running);
    this.#run?.cutOff();
    this.#run = undefined;
    this.#options.dispatcher.left(this.#asker);
    const explained = this.#ending?.explained ?? (byItself && running !== undefined && EXPLAINED.has(outcome));
    return { over: this.#over, left: this.#left, explained, attempts: this.#tests.attempts };
  }

  /** What was so before the suite began is so in each VM: a fresh one would be no better. */
  #noteDistrust(reason: string): void {
    if (this.#hasAsked) this.#distrust ??= reason;
  }

  #onAsked(status: number | undefined): void {
    this.#hasAsked = true;
    if (this.#list) this.#onListEnd(this.#list, status ?? 0);
    const run = this.#run;
    run?.done(status ?? 0);
    this.#run = undefined;
    // Of its last test the suite may have told only now.
    if (this.#isRetiring) this.#onRetirement();
    else if (this.#distrust === undefined || run?.isAll) this.#options.dispatcher.ask(this.#asker);
    else this.#leave();
  }

  #askForList(): void {
    this.#list = [];
    this.#answer({ kind: 'list' });
  }

  #onListEnd(labels: readonly string[], status: number): void {
    this.#list = undefined;
    const { dispatcher } = this.#options;
    const odd = labels.find((label) => /\s/.test(parseTestLabel(label).name));
    if (status === 0 && odd !== undefined) dispatcher.listFailed(`"${odd}": the name of a test has no blank in it.`);
    else if (status === 0 && labels.length > 0) dispatcher.list(labels);
    else dispatcher.listFailed(this.complaint || (status === 0 ? '' : `Its list ended with status ${status}.`));
  }

  #start(answer: SuiteAnswer, chunk?: Chunk): void {
    const { format, dispatcher } = this.#options;
    this.#run = new ChunkRun({
      ...{ format, dispatcher, tests: this.#tests, complaint: this.#complaint },
      ...(chunk === undefined ? {} : { chunk }),
      counts: () => this.#ending === undefined,
    });
    this.#answer(answer);
  }

  #end(complaint?: string): void {
    this.#over = true;
    if (complaint === undefined) this.#leave();
    else this.#stop('retired', { reason: 'there is nothing to run', explained: true });
  }

  #leave(): void {
    this.#left = true;
    this.#answer({ kind: 'end' });
  }

  #answer(answer: SuiteAnswer): void {
    this.#vm?.answer(answer);
  }

  /** Its name is told, but it waits until the files of the one before are sent. */
  #restartClock(running: Attempt): void {
    running.since = performance.now();
    this.#timer?.refresh();
  }

  #onBegun(attempt: Attempt): void {
    const { testTimeout } = this.#options;
    clearTimeout(this.#timer);
    if (testTimeout === undefined) return;
    this.#timer = setTimeout(() => {
      const reason = `${testLabel(attempt.id)} was not done after ${testTimeout} s`;
      this.#stop('hang', { status: 'timeout', reason, seconds: secondsSince(attempt), explained: true });
    }, 1000 * testTimeout);
  }

  #onEnded({ id }: Attempt): void {
    clearTimeout(this.#timer);
    this.#run?.finish(id);
    this.#options.onResult();
    // Where nothing is known of what is left, no other VM could go on with it.
    if (this.#distrust === undefined || this.#ending || this.#run?.isAll) return;
    const reason = this.#distrust;
    this.#isRetiring = true;
    this.#ending = { reason, explained: true };
    this.#timer = setTimeout(() => {
      this.#isRetiring = false;
      this.#vm?.end('retired', reason);
    }, LAST_FILES);
  }

  /** The suite had come to its end by itself: the VM need not be ended by force. */
  #onRetirement(): void {
    clearTimeout(this.#timer);
    this.#isRetiring = false;
    this.#run?.cutOff();
    this.#run = undefined;
    this.#ending = undefined;
    this.#leave();
  }

  #stop(outcome: 'hang' | 'retired', ending: Ending): void {
    this.#ending = ending;
    this.#vm?.end(outcome, ending.reason);
  }
}

/** What a test came to that ran as its VM ended so. One that was interrupted has not been made. */
const STATUSES: Readonly<Partial<Record<VmResult['outcome'], TestAttempt['status']>>> = {
  panic: 'crash',
  ended: 'crash',
  fail: 'crash',
  untestable: 'crash',
  splat: 'crash',
  pass: 'crash',
  hang: 'hang',
  timeout: 'timeout',
};

/** Ends of a VM that the test alone accounts for. */
const EXPLAINED: ReadonlySet<VmResult['outcome']> = new Set(['panic', 'ended', 'hang', 'pass']);
