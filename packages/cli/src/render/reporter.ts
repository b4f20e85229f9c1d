import type { Host, RunEvent } from '@rapido/core';
import { RapidoError } from '@rapido/core/errors';
import { type Looks, looksOf, type OutputStream } from '../process/terminal.js';
import { type Style, styleFor } from '../text/style.js';
import { tidyUp } from '../text/tidy-up.js';
import { LabelledLines } from './labelled-lines.js';
import { lineView } from './lines.js';
import { openReporters } from './open-reporters.js';
import { type ShownVm, ShownVms } from './shown-vms.js';
import { SuiteProgress, type TestEvent } from './suite-progress.js';
import type { View } from './view.js';

export interface ReporterOptions {
  /** Show nothing at all: only the result is printed. */
  readonly silent: boolean;
  /** Pass the VM's serial console on to standard error. */
  readonly console: boolean;
  /** The VMs of the run. Of a suite the tests are shown, and what it prints only with `console`. */
  readonly vms?: readonly ShownVm[];
  /** The one of several VMs that the terminal is lent to. */
  readonly interactive?: string | undefined;
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
      await enqueue(() => screen?.close());
    },
  };
  openReporters.add(reporter);
  return reporter;
}

function consoleText(vm = 'the VM'): string {
  return `From here on this is the console of ${vm}. Ctrl-A x ends it.`;
}

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
  readonly #vms: ShownVms;
  #tree: View | undefined;
  #lines: View | undefined;
  #midLine = false;
  /** The end of what autoruns have printed and nobody has seen, by VM. */
  readonly #unseen = new Map<string, Buffer>();
  /** What is printed with a label, by what prints it. */
  readonly #labelled = new Map<string, { readonly stream: OutputStream; readonly lines: LabelledLines }>();
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
    this.#vms = new ShownVms(options.vms ?? []);
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
        return this.#options.console
          ? this.#passLabelled(`${event.vm} console`, this.#stderr, this.#vms.label(event.vm), event.data)
          : undefined;
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

  /** Ends the tree, and lines that were not ended; what comes is printed below it. */
  close(): void {
    for (const key of this.#labelled.keys()) this.#endLabelled(key);
    this.settle();
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
    this.#lines?.line(this.#style.dim(consoleText(this.#options.interactive)));
  }

  takeBack(printed: string): void {
    this.#stdout.write(tidyUp(printed));
    this.#lent = false;
  }

  async #showTask({ id, title, state, note }: Extract<RunEvent, { type: 'task' }>): Promise<void> {
    if (this.#lent) return;
    const view = await this.#view();
    const vm = /^vm:(.*)$/.exec(id)?.[1];
    if (state === 'start') view.start(id, `${vm === undefined ? '' : this.#vms.label(vm)}${title ?? id}`);
    else view.end(id, state, note);
  }

  /** A VM's task lasts as long as the VM; as a task to watch it is over when the steps begin. */
  async #showVm({ vm, state, text }: Extract<RunEvent, { type: 'vm' }>): Promise<void> {
    if (this.#lent || state === 'number' || state === 'start' || state === 'staying') return;
    const view = await this.#view();
    const id = `vm:${vm}`;
    if (state === 'off') this.#tests.end(vm, view, 'fail');
    if (state === 'init' || state === 'network') view.output(id, text ?? state);
    else if (state === 'waiting') view.output(id, `waits for ${text}`);
    else if (state === 'autorun' && this.#vms.isBeside(vm)) view.output(id, state);
    else if (state === 'ready' && this.#vms.isBeside(vm)) view.end(id, 'done', 'ready');
    else view.end(id, state === 'off' ? 'fail' : 'done', text);
  }

  async #showStep({ vm, index, text, status }: Extract<RunEvent, { type: 'step' }>): Promise<void> {
    if (this.#lent) return;
    if (this.#vms.isSuite(vm, index)) {
      if (status !== undefined) this.#tests.end(vm, await this.#view(), status === 0 ? 'done' : 'fail');
      return;
    }
    const label = index === 0 ? this.#vms.label(vm) : this.#vms.stepLabel(vm);
    if (status === undefined) {
      if (index > 0) await this.#say(this.#style.dim(`${label}$ ${text}`));
      return;
    }
    this.#endLabelled(`${vm} ${index}`);
    if (status === 0) return;
    if (index === 0) this.#showUnseen(vm);
    await this.#say(this.#style.red(`${label}${index === 0 ? 'autorun: ' : ''}exit status ${status}`));
  }

  async #showSplat({ vm, title, allowed }: Extract<RunEvent, { type: 'splat' }>): Promise<void> {
    if (this.#lent) return;
    const text = `${this.#vms.label(vm)}kernel${allowed ? ' (allowed)' : ''}: ${title}`;
    await this.#say(allowed ? this.#style.dim(text) : this.#style.red(text));
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

  #passOutput({ vm, index, data }: Extract<RunEvent, { type: 'step-output' }>): void {
    const { console } = this.#options;
    const key = `${vm} ${index}`;
    if (index === 0) {
      // Several VMs print the same, and all at once; so does one that takes the place of another.
      const isRepeated = this.#vms.isShared(vm) || (this.#vms.isReplaced(vm) && this.#tests.begun);
      if ((!isRepeated && !this.#vms.isBeside(vm)) || console) {
        this.#passLabelled(key, this.#stderr, this.#vms.autorunLabel(vm), data);
      } else this.#unseen.set(vm, Buffer.concat([this.#unseen.get(vm) ?? Buffer.of(), data]).subarray(-KEPT));
    } else if (!this.#vms.isSuite(vm, index)) this.#passLabelled(key, this.#stdout, this.#vms.stepLabel(vm), data);
    else if (console) this.#passLabelled(key, this.#stderr, this.#vms.label(vm), data);
  }

  #showUnseen(vm: string): void {
    const data = this.#unseen.get(vm);
    this.#unseen.delete(vm);
    if (data === undefined) return;
    this.#passLabelled(`${vm} 0`, this.#stderr, this.#vms.label(vm), data);
    this.#endLabelled(`${vm} 0`);
  }

  /** `key` is what prints it: its lines are not torn by what others print. */
  #passLabelled(key: string, stream: OutputStream, label: string, data: Uint8Array): void {
    if (label === '') {
      this.#pass(stream, data);
      return;
    }
    const own = this.#labelled.get(key) ?? { stream, lines: new LabelledLines(label) };
    this.#labelled.set(key, own);
    this.#passWhole(stream, own.lines.add(data));
  }

  #endLabelled(key: string): void {
    const own = this.#labelled.get(key);
    this.#labelled.delete(key);
    if (own) this.#passWhole(own.stream, own.lines.end());
  }

  #passWhole(stream: OutputStream, lines: Buffer): void {
    if (lines.length > 0) this.#pass(stream, lines);
  }

  #pass(stream: OutputStream, data: Uint8Array): void {
    if (this.#tree) this.settle();
    stream.write(data);
    if (data.length === 0) return;
    // Our own lines go to stderr: on a terminal below what stdout has printed there, too.
    if (stream === this.#stderr || (stream.isTTY && this.#stderr.isTTY)) this.#midLine = data.at(-1) !== 0x0a;
  }

  async #view(): Promise<View> {
    if (this.#tree) return this.#tree;
    if (this.#midLine) this.#stderr.write('\n');
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
