import type { Host, RunEvent } from '@rapido/core';
import { RapidoError } from '@rapido/core/errors';
import { looksOf, type OutputStream } from '../process/terminal.js';
import { type Style, styleFor } from '../text/style.js';
import { tidyUp } from '../text/tidy-up.js';
import { lineView } from './lines.js';
import { openReporters } from './open-reporters.js';
import type { View } from './view.js';

export interface ReporterOptions {
  /** Show nothing at all: only the result is printed. */
  readonly silent: boolean;
  /** Pass the VM's serial console on to standard error. */
  readonly console: boolean;
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

/** What is on the terminal: a tree of tasks until something else has to be printed, lines from then on. */
class Screen {
  readonly #options: ReporterOptions;
  readonly #stdout: OutputStream;
  readonly #stderr: OutputStream;
  readonly #style: Style;
  #tree: View | undefined;
  #lines: View | undefined;
  #midLine = false;
  /** QEMU has the terminal: only what cannot wait is printed. */
  #lent = false;
  consoleShown: boolean;

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.consoleShown = options.console;
    this.#stdout = options.stdout ?? process.stdout;
    this.#stderr = options.stderr ?? process.stderr;
    this.#style = styleFor(looksOf(this.#stderr, options.variables));
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
        return this.#pass(event.index === 0 ? this.#stderr : this.#stdout, event.data);
      case 'step':
        return this.#showStep(event);
      case 'splat':
        return this.#showSplat(event);
    }
  }

  async line(text: string): Promise<void> {
    (await this.#view()).line(text);
  }

  /** Ends the tree; what comes is printed below it. */
  settle(): void {
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
    if (state === 'init' || state === 'network') view.output(id, text ?? state);
    else view.end(id, state === 'off' ? 'fail' : 'done', text);
  }

  async #showStep({ index, text, status }: Extract<RunEvent, { type: 'step' }>): Promise<void> {
    if (this.#lent) return;
    if (status === undefined) {
      if (index > 0) await this.#say(this.#style.dim(`$ ${text}`));
    } else if (status !== 0) {
      await this.#say(this.#style.red(`${index === 0 ? 'autorun: ' : ''}exit status ${status}`));
    }
  }

  async #showSplat({ title, allowed }: Extract<RunEvent, { type: 'splat' }>): Promise<void> {
    if (this.#lent) return;
    await this.#say(allowed ? this.#style.dim(`kernel (allowed): ${title}`) : this.#style.red(`kernel: ${title}`));
  }

  async #say(text: string): Promise<void> {
    if (this.#tree) this.settle();
    await this.line(text);
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
    const looks = looksOf(this.#stderr, this.#options.variables);
    if (looks.live) {
      const { treeView } = await import('./tree.js');
      this.#tree = await treeView(this.#stderr, looks);
      return this.#tree;
    }
    this.#lines = lineView(this.#stderr);
    return this.#lines;
  }
}
