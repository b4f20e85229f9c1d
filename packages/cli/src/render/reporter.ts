import type { Host, RunEvent, SuitePlan } from '@rapido/core';
import { RapidoError } from '@rapido/core/errors';
import { type Looks, looksOf, type OutputStream } from '../process/terminal.js';
import { type Style, styleFor } from '../text/style.js';
import { tidyUp } from '../text/tidy-up.js';
import { lineView } from './lines.js';
import { openReporters } from './open-reporters.js';
import { SuiteProgress, type TestEvent } from './suite-progress.js';
import type { View } from './view.js';

export interface ReporterOptions {
  /** Show nothing at all: only the result is printed. */
  readonly silent: boolean;
  /** Pass the VM's serial console on to standard error. */
  readonly console: boolean;
  /** A suite is step 1 of each VM: its tests are shown, and what it prints only with `console`. */
  readonly suite?: Pick<SuitePlan, 'jobs'> | undefined;
  readonly signal: AbortSignal;
  /** What comes after an interruption is not to be interrupted. */
  readonly undoes?: boolean;
  readonly stdout?: OutputStream;
  readonly stderr?: OutputStream;
  readonly variables?: Readonly<Record<string, string | undefined>>;
}

/** A `Host` that shows what core does: steps' own output on standard output, everything else on standard error. */
export interface Reporter extends Host {
  /** The VM's console has been on the terminal. */
  readonly consoleShown: boolean;
  /** Resolves when everything emitted is on the terminal, and the terminal as it was. */
  close(): Promise<void>;
}

export function createReporter(options: ReporterOptions): Reporter {
  const screen = options.silent ? undefined : new Screen(options);
  let queue: Promise<unknown> = Promise.resolve();
  const enqueue = <T>(work: () => Promise<T> | T): Promise<T> => {
    const done = queue.then(work);
    queue = done.catch(() => {}); // what comes after it is shown all the same
    return done;
  };
  const onAbort = () => enqueue(() => screen?.line(cleaningUp(options.signal.reason, options.undoes))).catch(raise);
  options.signal.addEventListener('abort', onAbort, { once: true });
  const reporter: Reporter = {
    signal: options.signal,
    get consoleShown() {
      return screen?.consoleShown ?? false;
    },
    emit: (event) => void enqueue(() => screen?.show(event)).catch(raise),
    async lendTerminal() {
      await enqueue(() => screen?.lend());
      return (printed) => enqueue(() => screen?.takeBack(printed));
    },
    async close() {
      options.signal.removeEventListener('abort', onAbort);
      openReporters.delete(reporter);
      await enqueue(() => screen?.settle());
    },
  };
  openReporters.add(reporter);
  return reporter;
}

const CONSOLE = 'From here on this is the console of the VM. Ctrl-A x ends it.';

function cleaningUp(reason: unknown, undoes = false): string {
  const what = RapidoError.is(reason) ? reason.message : 'Interrupted.';
  return undoes ? `${what} Undoing what was done.` : `${what} Cleaning up; once more quits at once.`;
}

/** Nobody waits for an event to be shown; that it cannot be is a bug all the same. */
function raise(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
}

/** The step of every VM that its suite is, where one runs. */
const SUITE_STEP = 1;

/** Bytes of what an autorun has printed last that are shown when it fails, where it was not shown at once. */
const KEPT = 4096;

/**
 * What is on the terminal: a tree of tasks until something else has to be printed, lines from then on; and a tree again while
 * a suite runs.
 */
class Screen {
  readonly #options: ReporterOptions;
  readonly #stdout: OutputStream;
  readonly #stderr: OutputStream;
  readonly #style: Style;
  readonly #tests: SuiteProgress;
  #tree: View | undefined;
  #lines: View | undefined;
  #midLine = false;
  /** The end of what autoruns have printed and nobody has seen, by VM. */
  readonly #unseen = new Map<string, Buffer>();
  /** QEMU has the terminal: only what cannot wait is printed. */
  #lent = false;
  consoleShown: boolean;

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.consoleShown = options.console;
    this.#stdout = options.stdout ?? process.stdout;
    this.#stderr = options.stderr ?? process.stderr;
    this.#style = styleFor(looksOf(this.#stderr, options.variables));
    this.#tests = new SuiteProgress(this.#style);
  }

  async show(event: RunEvent): Promise<void> {
    switch (event.type) {
      case 'task':
        return this.#showTask(event);
      case 'output':
        return (await this.#view()).output(event.task, event.line);
      case 'note':
        return this.line(event.level === 'warn' ? `${this.#style.yellow('Warning:')} ${event.text}` : event.text);
      case 'vm':
        return this.#showVm(event);
      case 'console':
        return this.#options.console ? this.#pass(this.#stderr, event.data) : undefined;
      case 'step-output':
        return this.#passOutput(event);
      case 'test':
        return this.#showTest(event);
      case 'step':
        return this.#showStep(event);
      case 'splat':
        return this.#showSplat(event);
    }
  }

  async line(text: string): Promise<void> {
    const view = await this.#view();
    if (view.above && this.#tests.begun) view.above(text);
    else view.line(text);
  }

  /** Ends the tree; what comes is printed below it. */
  settle(): void {
    this.#tests.stop();
    this.#tree?.close();
    this.#tree = undefined;
    this.#lines?.close();
    this.#lines = lineView(this.#stderr);
  }

  lend(): void {
    this.settle();
    this.#lent = true;
    this.consoleShown = true;
    this.#lines?.line(this.#style.dim(CONSOLE));
  }

  takeBack(printed: string): void {
    this.#stdout.write(tidyUp(printed));
    this.#lent = false;
  }

  async #showTask({ id, title, state, note }: Extract<RunEvent, { type: 'task' }>): Promise<void> {
    if (this.#lent) return;
    const view = await this.#view();
    if (state === 'start') view.start(id, title ?? id);
    else view.end(id, state, note);
  }

  /** A VM's task lasts as long as the VM; as a task to watch it is over when the steps begin. */
  async #showVm({ vm, state, text }: Extract<RunEvent, { type: 'vm' }>): Promise<void> {
    if (this.#lent || state === 'number' || state === 'start') return;
    const view = await this.#view();
    const id = `vm:${vm}`;
    if (state === 'off') this.#tests.end(vm, view, 'fail');
    if (state === 'init' || state === 'network') view.output(id, text ?? state);
    else view.end(id, state === 'off' ? 'fail' : 'done', text);
  }

  async #showStep({ vm, index, text, status }: Extract<RunEvent, { type: 'step' }>): Promise<void> {
    if (this.#lent) return;
    if (this.#isSuite(index)) {
      if (status !== undefined) this.#tests.end(vm, await this.#view(), status === 0 ? 'done' : 'fail');
      return;
    }
    if (status === undefined) {
      if (index > 0) await this.#say(this.#style.dim(`$ ${text}`));
    } else if (status !== 0) {
      if (index === 0) this.#showUnseen(vm);
      await this.#say(this.#style.red(`${index === 0 ? 'autorun: ' : ''}exit status ${status}`));
    }
  }

  async #showSplat({ title, allowed }: Extract<RunEvent, { type: 'splat' }>): Promise<void> {
    if (this.#lent) return;
    await this.#say(allowed ? this.#style.dim(`kernel (allowed): ${title}`) : this.#style.red(`kernel: ${title}`));
  }

  async #say(text: string): Promise<void> {
    if (this.#tree && !this.#tests.begun) this.settle();
    await this.line(text);
  }

  async #showTest(event: TestEvent): Promise<void> {
    if (this.#lent) return;
    // A console would end the tree again and again.
    if (!this.#tree && !this.#options.console && this.#looks().live) this.#lines = undefined;
    this.#tests.show(event, await this.#view());
  }

  #isSuite(index: number): boolean {
    return this.#options.suite !== undefined && index === SUITE_STEP;
  }

  #passOutput({ vm, index, data }: Extract<RunEvent, { type: 'step-output' }>): void {
    const { suite, console } = this.#options;
    if (index === 0) {
      // Several VMs print the same, and all at once; so does one that takes the place of another.
      const isRepeated = suite !== undefined && (suite.jobs > 1 || this.#tests.begun);
      if (!isRepeated || console) this.#pass(this.#stderr, data);
      else this.#unseen.set(vm, Buffer.concat([this.#unseen.get(vm) ?? Buffer.of(), data]).subarray(-KEPT));
    } else if (!this.#isSuite(index)) this.#pass(this.#stdout, data);
    else if (console) this.#pass(this.#stderr, data);
  }

  #showUnseen(vm: string): void {
    const data = this.#unseen.get(vm);
    this.#unseen.delete(vm);
    if (data !== undefined) this.#pass(this.#stderr, data);
  }

  #pass(stream: OutputStream, data: Uint8Array): void {
    if (this.#tree) this.settle();
    stream.write(data);
    if (stream.isTTY && data.length > 0) this.#midLine = data.at(-1) !== 0x0a;
  }

  async #view(): Promise<View> {
    if (this.#tree) return this.#tree;
    if (this.#midLine && this.#stderr.isTTY) this.#stderr.write('\n');
    this.#midLine = false;
    if (this.#lines) return this.#lines;
    const looks = this.#looks();
    if (looks.live) {
      const { treeView } = await import('./tree.js');
      this.#tree = await treeView(this.#stderr, looks);
      return this.#tree;
    }
    this.#lines = lineView(this.#stderr);
    return this.#lines;
  }

  #looks(): Looks {
    return looksOf(this.#stderr, this.#options.variables);
  }
}
