import type { Host } from '../host.js';
import type { FoundSplat, VmResult } from '../run/types.js';
import { Complaint } from './complaint.js';
import type { Asker, Dispatcher } from './dispatcher.js';
import { suiteParser } from './formats/index.js';
import type { Chunk } from './queue.js';
import { isFailure } from './results/index.js';
import type { TestFiles } from './test-files.js';
import { parseTestLabel, testLabel } from './test-id.js';
import type { Attempt, TestLog } from './test-log.js';
import { secondsSince, TestRunner } from './test-runner.js';
import type { FinishedTest, SuiteFormat, SuiteParser, TestAttempt } from './types.js';
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

/** What blktests calls all tests of a group: `nvme/***`. */
const WHOLE_GROUP = '/***';

/** How long a VM that is not to be trusted any more still may send the files of the test that has ended. Milliseconds. */
const LAST_FILES = 1500;

/** Follows a suite in one VM: gives it work, and ends the VM where it is not to be given any more. */
export class SuiteSession implements VmSession {
  readonly #options: SessionOptions;
  readonly #tests: TestRunner;
  readonly #asker: Asker;
  readonly #complaint = new Complaint();
  #decoder = new TextDecoder();
  #parser: SuiteParser | undefined;
  #vm: SuiteVm | undefined;
  #chunk: Chunk | undefined;
  #list: string[] | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Why what the VM does from now on would prove nothing. */
  #distrust: string | undefined;
  /** The guest's suite has begun. */
  #hasAsked = false;
  /** How many attempts there were before this run of the suite, and what it says is wrong with it as a whole. */
  #before = 0;
  #wrong: string | undefined;
  /** Groups of tests that this run of the suite has left out. */
  #skipped: FinishedTest[] = [];
  /** The VM is being ended: nothing that it still says counts. */
  #ending: Ending | undefined;
  #isRetiring = false;
  #isAll = false;
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
      all: () => this.#run({ kind: 'all' }),
      run: (chunk) => this.#run({ kind: 'tests', ...chunk }, chunk),
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
    if (this.#parser === undefined || this.#options.format === 'events') this.#complaint.push(text);
    this.#tests.printed(text);
    this.#parser?.push(text);
  }

  asked(status?: number): void {
    if (this.#isRetiring) this.#onRetirement();
    else if (!this.#ending) this.#onAsked(status);
  }

  listed(label: string): void {
    if (label.trim() !== '') this.#list?.push(label.trim());
  }

  file(file: SuiteFile): void {
    this.#options.files.keep(file, this.#tests.attempts);
    if (this.#ending) this.#timer?.refresh();
  }

  event([what, word = '', ...reason]: readonly string[]): void {
    if (this.#ending || this.#options.format !== 'events') return;
    if (what === 'test_begin') this.#tests.begun(parseTestLabel(word));
    if (what !== 'test_end') return;
    if (this.#tests.running === undefined && word === 'fail') this.#trouble('test_end fail came without a test_begin');
    else this.#tests.endedByWord(word, reason.join(' '));
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
  vmEnded({ outcome, reason, splats }: Pick<VmResult, 'outcome' | 'reason' | 'splats'>): SessionEnd {
    clearTimeout(this.#timer);
    this.#parser?.end();
    this.#parser = undefined;
    const { running } = this.#tests;
    const status = this.#ending ? this.#ending.status : STATUSES[outcome];
    if (running && status !== undefined) {
      const fatal = splats.find((splat) => splat.fatal && !splat.allowed);
      const { seconds } = this.#ending ?? {};
      const why = this.#ending?.reason ?? fatal?.title ?? reason;
      this.#tests.end(running, { status, reason: why, ...(seconds === undefined ? {} : { seconds }) });
    } else if (running) this.#tests.drop(running);
    this.#endRun({ missed: false });
    this.#options.dispatcher.left(this.#asker);
    const explained = this.#ending?.explained ?? (running !== undefined && EXPLAINED.has(outcome));
    return { over: this.#over, left: this.#left, explained, attempts: this.#tests.attempts };
  }

  /** What was so before the suite began is so in each VM: a fresh one would be no better. */
  #noteDistrust(reason: string): void {
    if (this.#hasAsked) this.#distrust ??= reason;
  }

  /** Something is wrong that no test has failed of. */
  #trouble(reason: string): void {
    this.#options.dispatcher.trouble ??= reason;
  }

  #onAsked(status: number | undefined): void {
    this.#hasAsked = true;
    if (this.#list) this.#onListEnd(this.#list, status ?? 0);
    else if (this.#parser) this.#onRunEnd(status ?? 0);
    if (this.#distrust === undefined || this.#isAll) this.#options.dispatcher.ask(this.#asker);
    else this.#leave();
  }

  #onRunEnd(status: number): void {
    const attempts = this.#tests.attempts.length;
    this.#parser?.end();
    if (this.#chunk && !this.#ending) this.#endSkipped(this.#chunk);
    this.#endRun({ missed: true });
    const failed = this.#tests.attempts.slice(Math.min(this.#before, attempts)).some(hasFailed);
    if (this.#wrong !== undefined) this.#trouble(this.#wrong);
    if (status !== 0 && !failed) this.#trouble(`the suite ended with status ${status}, though no test failed`);
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

  #run(answer: SuiteAnswer, chunk?: Chunk): void {
    const { format } = this.#options;
    this.#chunk = chunk;
    this.#isAll = answer.kind === 'all';
    this.#skipped = [];
    this.#before = this.#tests.attempts.length;
    this.#wrong = undefined;
    this.#tests.start(chunk?.condition);
    this.#decoder = new TextDecoder();
    this.#parser = suiteParser(format, {
      begun: (test) => this.#unlessEnding(() => this.#tests.begun(test)),
      ended: (test) => this.#unlessEnding(() => this.#ended(test)),
      said: (line) => this.#complaint.push(`${line}\n`),
      wrong: (reason) => {
        this.#wrong ??= reason;
      },
    });
    this.#answer(answer);
  }

  /** What is said of a group as a whole is so for those of its tests that nothing else is said of. */
  #ended(test: FinishedTest): void {
    if (this.#chunk && test.name.endsWith(WHOLE_GROUP)) this.#skipped.push(test);
    else this.#tests.ended(test);
  }

  #endSkipped(chunk: Chunk): void {
    for (const group of this.#skipped.splice(0)) {
      const prefix = group.name.slice(0, -WHOLE_GROUP.length + 1);
      const names = this.#options.dispatcher.queue.unfinished(chunk).filter((name) => name.startsWith(prefix));
      for (const name of names) this.#tests.ended({ ...group, name });
    }
  }

  #unlessEnding(work: () => void): void {
    if (!this.#ending) work();
  }

  /** A run of the suite is over, by itself or with its VM. */
  #endRun(how: { readonly missed: boolean }): void {
    this.#parser?.end();
    this.#parser = undefined;
    const { running } = this.#tests;
    if (running && !this.#ending) this.#tests.end(running, { status: 'fail', reason: 'the suite ended during it' });
    if (this.#chunk) {
      if (!how.missed && this.#mayHaveMore(this.#chunk)) {
        this.#trouble('the suite was cut off: under which conditions more tests were to run is not known');
      }
      this.#options.dispatcher.queue.giveBack(this.#chunk, how);
    }
    this.#chunk = undefined;
  }

  /** A test that was asked for without a condition counts with its first result; blktests runs all conditions of one together. */
  #mayHaveMore({ condition }: Chunk): boolean {
    if (condition !== undefined || this.#options.format === 'blktests') return false;
    return this.#tests.attempts.slice(this.#before).some(({ id }) => id.condition !== undefined);
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
    if (this.#chunk) this.#options.dispatcher.queue.finish(this.#chunk, id);
    this.#options.onResult();
    // Where nothing is known of what is left, no other VM could go on with it.
    if (this.#distrust === undefined || this.#ending || this.#isAll) return;
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
    this.#endRun({ missed: false });
    this.#ending = undefined;
    this.#leave();
  }

  #stop(outcome: 'hang' | 'retired', ending: Ending): void {
    this.#ending = ending;
    this.#vm?.end(outcome, ending.reason);
  }
}

function hasFailed({ end }: Attempt): boolean {
  return end === undefined || isFailure(end.status);
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
