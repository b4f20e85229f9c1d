import { join } from 'node:path';
import type { Host } from '../host.js';
import type { VmEnd } from '../run/vm.js';
import { blameCrash } from './blame.js';
import { Dispatcher } from './dispatcher.js';
import { namesIn } from './formats/index.js';
import { noteKernelSpans } from './note-spans.js';
import { isFailure } from './results/index.js';
import { SuiteSession } from './session.js';
import { TestFiles } from './test-files.js';
import { parseTestLabel, testLabel } from './test-id.js';
import { TestLog } from './test-log.js';
import type { SuiteFormat, SuitePlan, TestId } from './types.js';
import type { VmSession } from './vm-session.js';

/** A VM that is to be booted for a suite. */
export interface SuiteVmPlan {
  readonly name: string;
  /** Which of those that run at the same time it is, from 1. */
  readonly job: number;
  /** Directory for its logs, below the bundle; empty for the bundle itself. */
  readonly logs: string;
  readonly isFirst: boolean;
  /** It runs what comes after the suite. */
  readonly hasSteps: boolean;
  /** Seconds that are left for the whole run; none unless said. */
  readonly timeout?: number;
}

/** Boots a VM that the session then follows; resolves when it has ended and its logs are whole. */
export type BootSuiteVm = (vm: SuiteVmPlan, session: VmSession) => Promise<VmEnd>;

export interface SuiteRunOptions {
  /** The first VM's name. */
  readonly name: string;
  /** Directory for the first VM's logs, below the bundle; empty for the bundle itself. */
  readonly logs: string;
  readonly format: SuiteFormat;
  readonly canList: boolean;
  readonly plan: SuitePlan;
  readonly bundle: string;
  /** Something is to be done after the suite. */
  readonly hasSteps: boolean;
  /** Seconds for the whole run. */
  readonly timeout?: number;
  /** How long a test took in earlier runs, by its label. */
  secondsOf(label: string): number | undefined;
  readonly boot: BootSuiteVm;
  readonly host: Host;
  /** A test has come to something. */
  onResult(): void;
  /** A VM has ended, and all that it left is where it belongs. */
  onVmEnd(): Promise<void>;
}

/** One run of a suite, in as many VMs as it takes. */
export class SuiteRun {
  readonly #options: SuiteRunOptions;
  readonly #began = performance.now();
  readonly log = new TestLog();
  /** Those whose end a test, or we, account for. */
  readonly explained = new Set<string>();
  readonly #ends: { readonly number: number; readonly name: string; readonly end: VmEnd }[] = [];
  readonly #failures: unknown[] = [];
  /** Of the first run of the tests, and of each that repeats some. */
  readonly #rounds: Dispatcher[] = [];
  #complaint = '';
  #started = 0;
  #replaced = 0;
  #stopped = false;
  #reachedSteps = false;

  constructor(options: SuiteRunOptions) {
    this.#options = options;
  }

  /** What came of the VMs that have ended, in the order in which they were started. */
  get vms(): ReadonlyMap<string, VmEnd> {
    const inOrder = this.#ends.toSorted((a, b) => a.number - b.number);
    return new Map(inOrder.map(({ name, end }) => [name, end]));
  }

  /** Chosen, but without a result. */
  get notRun(): readonly TestId[] {
    return this.#rounds[0]?.queue.open ?? [];
  }

  /** How many tests the suite listed; undefined where it was not asked. */
  get listed(): number | undefined {
    return this.#rounds[0]?.listed;
  }

  /** What else was wrong with the suite. */
  get trouble(): string | undefined {
    const trouble = this.#rounds.find((round) => round.trouble !== undefined)?.trouble;
    return trouble ?? (this.#lacksSteps ? 'the steps after the suite were not run' : undefined);
  }

  /** The last that the suite said of no test. */
  get complaint(): string {
    return this.#rounds[0]?.complaint ?? this.#complaint;
  }

  /** Runs the tests, and those again that fail. Rejects, when all VMs have ended, where one could not be run. */
  async run(): Promise<void> {
    const { plan, format, canList } = this.#options;
    const byName = canList && plan.exclude.every((label) => parseTestLabel(label).condition === undefined);
    const known = plan.tests ?? (byName ? namesIn(format, plan.args) : undefined);
    await this.#round(plan.jobs, known);
    for (let retry = 0; retry < plan.retryFailed && !this.#stopped; retry++) {
      const failed = this.log.results.filter(({ status }) => isFailure(status)).map(testLabel);
      if (failed.length === 0) break;
      await this.#round(plan.jobs, failed);
    }
    const [failure] = this.#failures;
    if (failure !== undefined) throw failure;
  }

  async #round(jobs: number, tests: readonly string[] | undefined): Promise<void> {
    const { plan, canList, secondsOf } = this.#options;
    const vms = Math.max(1, Math.min(jobs, tests?.length ?? jobs));
    const dispatcher = new Dispatcher({ suite: plan, jobs: vms, canList, secondsOf, ...(tests ? { tests } : {}) });
    this.#rounds.push(dispatcher);
    await Promise.all(Array.from({ length: vms }, (_, slot) => this.#work(dispatcher, slot)));
  }

  /** One VM after the other, until one ends with its work done. */
  async #work(dispatcher: Dispatcher, slot: number): Promise<void> {
    try {
      while (!this.#stopped && (await this.#bootOne(dispatcher, slot))) this.#replaced++;
    } catch (error) {
      this.#stopped = true;
      this.#failures.push(error);
    }
  }

  /** One VM does what comes after the suite: the first one, or whichever takes the place of one that did not get so far. */
  #hasSteps(slot: number): boolean {
    return slot === 0 && !this.#reachedSteps;
  }

  get #lacksSteps(): boolean {
    return this.#options.hasSteps && !this.#reachedSteps;
  }

  /** Whether a fresh VM is to go on. */
  async #bootOne(dispatcher: Dispatcher, slot: number): Promise<boolean> {
    const { bundle, format, boot, host, plan, onResult, onVmEnd } = this.#options;
    const number = ++this.#started;
    const vm = this.#planVm(number, slot);
    const warn = (text: string) => host.emit({ type: 'note', level: 'warn', text });
    const files = new TestFiles({ bundle, logs: vm.logs, warn });
    const session = new SuiteSession({
      ...{ vm: vm.name, format, dispatcher, files, log: this.log, onResult },
      emit: (event) => host.emit(event),
      ...(plan.testTimeout === undefined ? {} : { testTimeout: plan.testTimeout }),
    });
    let end: VmEnd;
    try {
      end = await boot(vm, session);
    } catch (error) {
      session.vmEnded({ outcome: 'interrupted', reason: '', splats: [] });
      throw error;
    }
    const seen = session.vmEnded(end);
    if (seen.left && vm.hasSteps) this.#reachedSteps = true;
    await files.end();
    this.#ends.push({ number, name: vm.name, end });
    if (session.complaint !== '') this.#complaint = session.complaint;
    const spans = await noteKernelSpans(join(bundle, vm.logs, 'kernel.log'), format, seen.attempts, end.splats);
    const blamed = blameCrash(spans, seen.attempts, this.log, dispatcher.queue);
    if (seen.explained || (blamed && end.outcome === 'panic')) this.explained.add(vm.name);
    await onVmEnd();
    // What it needs would be missed by a fresh VM, too.
    if (end.endedFor !== undefined) this.#stopped = true;
    if (end.outcome === 'interrupted' || (end.outcome === 'timeout' && !seen.explained)) this.#stopped = true;
    return !seen.over && !this.#stopped && seen.attempts.length > 0 && this.#mayGoOn(dispatcher, vm, warn);
  }

  #planVm(number: number, slot: number): SuiteVmPlan {
    const { name, logs, timeout } = this.#options;
    const own = number === 1 ? name : `${name}.${number}`;
    const left = timeout === undefined ? undefined : Math.max(1, timeout - (performance.now() - this.#began) / 1000);
    return {
      ...{ name: own, job: slot + 1, logs: number === 1 ? logs : `vms/${own}`, isFirst: number === 1 },
      hasSteps: this.#hasSteps(slot),
      ...(left === undefined ? {} : { timeout: left }),
    };
  }

  #mayGoOn({ hasMore, queue }: Dispatcher, { hasSteps }: SuiteVmPlan, warn: (text: string) => void): boolean {
    if (!queue.isListed)
      warn('The suite cannot list its tests, so that those which are left cannot be run in a fresh VM.');
    if (!hasMore && !(hasSteps && this.#lacksSteps)) return false;
    const { maxCrashes } = this.#options.plan;
    if (this.#replaced < maxCrashes) return true;
    const count = queue.open.length;
    const left = count === 0 ? 'The steps after the suite' : count === 1 ? '1 test' : `${count} tests`;
    warn(`${left} ${count === 1 ? 'is' : 'are'} not run: VMs were replaced ${maxCrashes} times (--max-crashes).`);
    return false;
  }
}
