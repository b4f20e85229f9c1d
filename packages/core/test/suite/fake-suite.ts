import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunEvent } from '../../src/host.js';
import { OUTCOMES, type Outcome } from '../../src/outcome.js';
import type { FoundSplat } from '../../src/run/types.js';
import type { VmEnd } from '../../src/run/vm.js';
import { judgeSuite } from '../../src/suite/judge-suite.js';
import { SuiteRun, type SuiteRunOptions, type SuiteVmPlan } from '../../src/suite/suite-run.js';
import { testLabel } from '../../src/suite/test-id.js';
import type { SuitePlan } from '../../src/suite/types.js';
import type { SuiteAnswer, VmSession } from '../../src/suite/vm-session.js';
import { kernelLog, splatOf } from '../results/bundle.js';
import { temporaryDirectory } from '../temporary.js';

/**
 * What a test of a fake suite does. `stall`: it never ends; `oops`: the kernel dies of it, but the suite goes on for a while; `late`:
 * the same, but the host hears of that only when the next test runs; `ignored`: silently not run; `unbegun`: it fails without having begun;
 * `lost`: a VM that its own needs ends meanwhile.
 */
export type Behaviour =
  | 'pass'
  | 'fail'
  | 'skip'
  | 'panic'
  | 'hang'
  | 'stall'
  | 'oops'
  | 'late'
  | 'warn'
  | 'lockdep'
  | 'off'
  | 'interrupt'
  | 'timeout'
  | 'lost'
  | 'ignored'
  | 'unbegun';

export interface FakeSuite {
  /** What each test does, by its label, in its first runs and in all others. */
  readonly tests: Readonly<Record<string, Behaviour | readonly Behaviour[]>>;
  /** Conditions under which each test that is listed without one runs. */
  readonly devices?: readonly string[];
  readonly listStatus?: number;
  readonly canList?: boolean;
  /** With which its runs end. */
  readonly status?: number;
  /** What the suite prints as it lists its tests. */
  readonly complaint?: string;
  /** How a VM ends that has no more work. */
  readonly ending?: (vm: SuiteVmPlan) => Partial<VmEnd>;
  /** Lockdep turns itself off before the suite begins, and the kernel reports an oops that is allowed. */
  readonly distrusted?: boolean;
  /** The VM ends before the guest asks for anything. */
  readonly early?: Outcome;
  readonly timeout?: number;
  /** Something is to be done after the suite. */
  readonly hasSteps?: boolean;
  readonly durations?: Readonly<Record<string, number>>;
}

const PLAN: SuitePlan = { args: [], exclude: [], maxCrashes: 10, retryFailed: 0, jobs: 1, strict: false };

/** Runs a fake suite; tells what came of it, and what was asked of which VM. */
export async function runFake(suite: FakeSuite, plan: Partial<SuitePlan> = {}) {
  const bundle = temporaryDirectory();
  const events: RunEvent[] = [];
  const asked: Record<string, SuiteAnswer[]> = {};
  const runs: Record<string, number> = {};
  const withSteps: string[] = [];
  let vmEnds = 0;
  const options: SuiteRunOptions = {
    ...{
      name: 'cut',
      logs: '',
      format: 'events',
      canList: suite.canList ?? true,
      hasSteps: suite.hasSteps ?? false,
      plan: { ...PLAN, ...plan },
      bundle,
    },
    ...(suite.timeout === undefined ? {} : { timeout: suite.timeout }),
    secondsOf: (label) => suite.durations?.[label],
    boot(vm, session) {
      asked[vm.name] = [];
      if (vm.hasSteps) withSteps.push(vm.name);
      return new FakeVm(suite, vm, session, { bundle, runs, asked: asked[vm.name] ?? [] }).ended;
    },
    host: {
      emit: (event) => events.push(event),
      signal: new AbortController().signal,
      lendTerminal: () => Promise.reject(),
    },
    onResult() {},
    async onVmEnd() {
      vmEnds++;
    },
  };
  const run = new SuiteRun(options);
  await run.run();
  const { notRun, vms, explained, listed, trouble, complaint, log } = run;
  const tests = log.results;
  const facts = {
    ...{ tests, notRun, strict: plan.strict ?? false, vm: 'cut', vms, explained },
    ...(trouble === undefined ? {} : { trouble }),
  };
  return {
    ...{ tests, bundle, events, asked, complaint, vmEnds, withSteps },
    statuses: Object.fromEntries(tests.map((test) => [testLabel(test), test.status])),
    notRun: notRun.map(testLabel),
    vms: [...vms.keys()],
    verdict: judgeSuite(listed === undefined ? facts : { ...facts, listed }),
    notes: events.flatMap((event) => (event.type === 'note' ? [event.text] : [])),
  };
}

interface Shared {
  readonly bundle: string;
  /** How often each test was run. */
  readonly runs: Record<string, number>;
  readonly asked: SuiteAnswer[];
}

/** Does what a guest does, as fast as it can. */
class FakeVm {
  readonly ended: Promise<VmEnd>;
  readonly #suite: FakeSuite;
  readonly #vm: SuiteVmPlan;
  readonly #session: VmSession;
  readonly #shared: Shared;
  readonly #records: (readonly [number, number, string, number?])[] = [];
  readonly #splats: FoundSplat[] = [];
  #time = 1;
  #late: FoundSplat | undefined;
  #end: (end: VmEnd) => void = () => {};
  #isOff = false;

  constructor(suite: FakeSuite, vm: SuiteVmPlan, session: VmSession, shared: Shared) {
    this.#suite = suite;
    this.#vm = vm;
    this.#session = session;
    this.#shared = shared;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    session.attach({
      answer: async (answer) => this.#answered(answer),
      end: (outcome, reason) => this.#off(outcome === 'hang' ? 'hang' : 'pass', reason),
    });
    if (suite.distrusted) {
      session.lockdepOff();
      session.splat(splatOf({ fatal: true, allowed: true }));
    }
    setImmediate(() => (suite.early ? this.#off(suite.early, suite.early) : session.asked()));
  }

  #answered(answer: SuiteAnswer): void {
    this.#shared.asked.push(answer);
    setImmediate(() => {
      if (answer.kind === 'list') this.#list();
      else if (answer.kind === 'tests') this.#run(answer.names, answer.condition);
      else if (answer.kind === 'all') this.#run(Object.keys(this.#suite.tests), undefined);
      else this.#off('pass', 'the step ended with status 0', this.#suite.ending?.(this.#vm));
    });
  }

  #list(): void {
    const { tests, complaint, listStatus = 0 } = this.#suite;
    if (complaint) this.#session.output(Buffer.from(complaint));
    for (const label of Object.keys(tests)) this.#session.listed(label);
    this.#session.asked(listStatus);
  }

  #run(names: readonly string[], condition: string | undefined): void {
    for (const name of names) {
      for (const device of this.#suite.devices ?? [undefined]) {
        if (this.#isOff) return;
        const label = testLabel(condition === undefined ? { name } : { name, condition });
        if (!this.#test(label, device === undefined ? name : `${name} (${device})`)) return;
      }
    }
    this.#session.asked(this.#suite.status ?? 0);
  }

  /** Whether the VM is still there. */
  #test(label: string, title: string): boolean {
    const behaviours = [this.#suite.tests[label] ?? 'ignored'].flat();
    const nth = this.#shared.runs[label] ?? 0;
    this.#shared.runs[label] = nth + 1;
    const does = behaviours[Math.min(nth, behaviours.length - 1)];
    if (does === 'ignored') return true;
    if (does === 'unbegun') {
      this.#session.event(['test_end', 'fail']);
      return true;
    }
    this.#record(`rapido: test ${title.split(' ')[0]} begin`, 1);
    this.#session.event(['test_begin', title]);
    if (this.#late) {
      this.#session.splat(this.#late);
      this.#off('panic', this.#late.title);
      return false;
    }
    switch (does) {
      case 'panic':
        this.#splat(true);
        return this.#off('panic', 'a panic (in step 1)');
      case 'hang':
        return this.#off('hang', 'neither a heartbeat nor output for 60 s');
      case 'off':
        return this.#off('pass', 'the step ended with status 0');
      case 'interrupt':
        return this.#off('interrupted', 'interrupted', { exitCode: 143 });
      case 'timeout':
        return this.#off('timeout', 'not done after 5 s');
      case 'lost':
        return this.#off('ended', 'srv, which it needs, has ended', { endedFor: 'srv' });
      case 'stall':
        return false;
      case 'oops':
        this.#splat(true);
        setImmediate(() => this.#off('panic', 'an oops (in step 1)'));
        break;
      case 'late':
        this.#late = this.#splat(true, { heard: false });
        break;
      case 'warn':
        this.#splat(false);
        break;
      case 'lockdep':
        this.#splat(false);
        this.#session.lockdepOff();
        break;
    }
    const file = `${title.split(' ')[0]}.log`;
    this.#session.file({ path: file, data: Buffer.from(`${does}\n`), size: 5 });
    const word = does === 'fail' || does === 'skip' ? does : 'pass';
    this.#session.event(['test_end', word, ...(does === 'skip' ? ['no such device'] : [])]);
    return true;
  }

  #splat(fatal: boolean, { heard = true } = {}): FoundSplat {
    const title = fatal ? 'BUG: oops in f' : 'WARNING in f';
    const splat = splatOf({
      fatal,
      title,
      kind: fatal ? 'oops' : 'warning',
      time: Math.round(this.#record(title) * 1e6),
    });
    this.#splats.push(splat);
    if (heard) this.#session.splat(splat);
    return splat;
  }

  #record(text: string, facility = 0): number {
    this.#time = Math.round(1000 * this.#time + 1) / 1000;
    this.#records.push([this.#time, 6, text, facility]);
    return this.#time;
  }

  #off(outcome: Outcome, reason: string, more: Partial<VmEnd> = {}): false {
    if (this.#isOff) return false;
    this.#isOff = true;
    const dir = join(this.#shared.bundle, this.#vm.logs);
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'kernel.log'), kernelLog(...this.#records));
    const found = outcome === 'pass' && this.#splats.length > 0 ? 'splat' : outcome;
    this.#end({
      ...{ outcome: found, reason, exitCode: OUTCOMES[found].exitCode, splats: this.#splats },
      ...{ steps: [], seconds: 1, lostRecords: 0, files: [], console: '', greeted: true, started: 0 },
      qemu: { messages: '' },
      ...more,
    });
    return false;
  }
}
