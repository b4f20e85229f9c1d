import { spawn } from '@lydell/node-pty';
import { cliCommand, endWithTest, environment, type RunOptions } from './rapido.js';
import { Transcript } from './transcript.js';
import { SELF } from './user.js';

/** A program on a terminal of 80 columns and 24 rows, unless told. */
export interface Terminal {
  readonly pid: number;
  /** What it printed; `\r\n` ends a line, and escape sequences are left in. */
  readonly screen: Transcript;
  waitFor(pattern: string | RegExp): Promise<string>;
  /** Types: `\r` is the Enter key, `\x03` Ctrl-C. */
  write(text: string): void;
  resize(columns: number, rows: number): void;
  kill(signal: NodeJS.Signals): void;
  /** Closes the window: who runs in it has no terminal any more. */
  close(): void;
  /** Exit status, or 128 + the number of the signal that ended it. */
  readonly status: Promise<number>;
}

export interface TerminalOptions extends Omit<RunOptions, 'input'> {
  readonly columns?: number;
  readonly rows?: number;
}

/** Runs the built CLI on a terminal. */
export function pty(args: readonly string[], options: TerminalOptions = {}): Terminal {
  return ptyOf(cliCommand(args, options.user), options);
}

/** Runs any program on a terminal, in the test file's environment. */
export function ptyOf(command: readonly string[], options: TerminalOptions = {}): Terminal {
  const user = options.user ?? SELF;
  const [program, ...args] = [...user.become, ...command] as [string, ...string[]];
  const child = spawn(program, args, {
    name: 'xterm-256color',
    cols: options.columns ?? 80,
    rows: options.rows ?? 24,
    cwd: options.cwd ?? user.directories.home,
    env: environment(user, { TERM: 'xterm-256color', ...options.env }),
  });
  const screen = new Transcript();
  child.onData((piece) => screen.add(piece));
  const status = new Promise<number>((resolve) => {
    child.onExit(({ exitCode, signal }) => {
      screen.end();
      resolve(signal ? 128 + signal : exitCode);
    });
  });
  let running = true;
  void status.then(() => {
    running = false;
  });
  const kill = (signal: NodeJS.Signals) => {
    if (running) child.kill(signal);
  };
  endWithTest(
    () => kill('SIGKILL'),
    () => `terminal:\n${screen.text}`,
  );
  return {
    pid: child.pid,
    screen,
    waitFor: (pattern) => screen.waitFor(pattern),
    write: (text) => child.write(text),
    resize: (columns, rows) => child.resize(columns, rows),
    kill,
    close: () => (child as unknown as { destroy(): void }).destroy(),
    status,
  };
}
