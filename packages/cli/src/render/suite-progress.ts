import type { RunEvent } from '@rapido/core';
import { formatDuration } from '../text/duration.js';
import { printable } from '../text/printable.js';
import type { Style } from '../text/style.js';
import { painted } from './tests.js';
import type { View } from './view.js';

export type TestEvent = Extract<RunEvent, { type: 'test' }>;

/** A test that runs, and since when. */
interface Running {
  readonly event: TestEvent;
  readonly since: number;
}

/** Shows the tests of a suite while they run: on a terminal a task for each VM, elsewhere a line for each test. */
export class SuiteProgress {
  readonly #style: Style;
  /** By the name of the VM. */
  readonly #running = new Map<string, Running>();
  #last: TestEvent | undefined;
  #shown: View | undefined;
  readonly #tasks = new Set<string>();
  /** VMs that have ended; what came of the test that ran then may be known only afterwards. */
  readonly #over = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(style: Style) {
    this.#style = style;
  }

  /** Whether a test has begun or ended. */
  get begun(): boolean {
    return this.#last !== undefined;
  }

  show(event: TestEvent, view: View): void {
    const { vm, status } = event;
    this.#last = event;
    if (status === undefined) this.#onBegun(event);
    else this.#running.delete(vm);
    if (view.above === undefined) {
      if (status !== undefined) view.line(finishedLine(event, this.#style));
      return;
    }
    if (status !== undefined && isTelling(event)) view.above(finishedLine(event, this.#style));
    if (!this.#over.has(vm)) this.#follow(vm, view);
  }

  /** The suite of this VM is over, by its end or by the VM's. */
  end(vm: string, view: View, state: 'done' | 'fail'): void {
    this.#running.delete(vm);
    this.#over.add(vm);
    if (!this.#tasks.delete(vm)) return;
    const note = this.#last === undefined ? undefined : progressText(this.#last.progress, { left: false });
    view.end(taskId(vm), state, note);
    if (this.#tasks.size === 0) this.stop();
  }

  /** The view is not drawn any more; the next test begins another one. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#tasks.clear();
    this.#shown = undefined;
  }

  #onBegun(event: TestEvent): void {
    this.#over.delete(event.vm);
    this.#running.set(event.vm, { event, since: performance.now() });
  }

  #follow(vm: string, view: View): void {
    if (this.#shown !== view) this.stop();
    this.#shown = view;
    if (!this.#tasks.has(vm)) {
      this.#tasks.add(vm);
      view.start(taskId(vm), `Tests in ${vm}`);
    }
    this.#timer ??= setInterval(() => this.#refresh(), 1000).unref();
    this.#refresh();
  }

  #refresh(): void {
    for (const vm of this.#tasks) this.#shown?.output(taskId(vm), this.#textOf(vm));
  }

  #textOf(vm: string): string {
    const running = this.#running.get(vm);
    const test = running === undefined ? 'between tests' : `${testName(running.event)}, ${elapsed(running.since)}`;
    return this.#last === undefined ? test : `${test}; ${progressText(this.#last.progress)}`;
  }
}

/** A test that ended, in a line: `generic/001  pass  3.2 s`. */
export function finishedLine(event: TestEvent, style: Style): string {
  const { status = 'pass', seconds, reason } = event;
  const parts = [
    testName(event),
    status,
    ...(seconds === undefined ? [] : [formatDuration(seconds)]),
    ...(reason ? [printable(reason)] : []),
  ];
  return painted(style, status, parts.join('  '));
}

/** How far a suite is: `12/345, 1 failed, about 4 min left`. */
export function progressText(
  { done, failed, total, secondsLeft }: TestEvent['progress'],
  { left = true } = {},
): string {
  return [
    total === undefined ? String(done) : `${done}/${total}`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(left && secondsLeft !== undefined && secondsLeft > 0 ? [`about ${roughly(secondsLeft)} left`] : []),
  ].join(', ');
}

function testName({ label, attempt }: TestEvent): string {
  return attempt > 1 ? `${printable(label)} (attempt ${attempt})` : printable(label);
}

/** Passing and being skipped is nothing to look at, unless a test has failed before. */
function isTelling({ status, attempt }: TestEvent): boolean {
  return (status !== 'pass' && status !== 'skip') || attempt > 1;
}

function elapsed(since: number): string {
  return `${Math.floor((performance.now() - since) / 1000)} s`;
}

/** No more precise than an estimate can be. */
function roughly(seconds: number): string {
  if (seconds < 55) return `${Math.max(1, Math.round(seconds / 10)) * 10} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${Math.max(1, minutes)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

function taskId(vm: string): string {
  return `suite:${vm}`;
}
