import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { onTestFailed, onTestFinished, TestRunner } from 'vitest';
import { Transcript } from './transcript.js';
import { SELF, type User } from './user.js';

export interface RunOptions {
  readonly cwd?: string;
  /** On top of a small environment of the test file's own; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Standard input; empty unless given. */
  readonly input?: string;
  /** Who runs it, from `asUser`. */
  readonly user?: User;
}

export interface Result {
  /** Exit status, or 128 + the number of the signal that ended it. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs. It is killed with the test, if it still runs then. */
export interface Running {
  readonly pid: number;
  readonly stdout: Transcript;
  readonly stderr: Transcript;
  kill(signal: NodeJS.Signals): void;
  readonly result: Promise<Result>;
}

/** Runs the built CLI to its end. */
export function rapido(args: readonly string[], options: RunOptions = {}): Promise<Result> {
  return startRapido(args, options).result;
}

/** Starts the built CLI, for tests that have to do with it while it runs. */
export function startRapido(args: readonly string[], options: RunOptions = {}): Running {
  return start(cliCommand(args, options.user), options);
}

/** Starts any program in the test file's environment. */
export function start(command: readonly string[], options: RunOptions = {}): Running {
  const user = options.user ?? SELF;
  const [program, ...args] = [...user.become, ...command] as [string, ...string[]];
  const child = spawn(program, args, {
    cwd: options.cwd ?? user.directories.home,
    env: environment(user, options.env),
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  child.stdin?.on('error', () => {}).end(options.input); // it may end without having read it
  const [stdout, stderr] = [child.stdout, child.stderr].map((stream) => {
    const transcript = new Transcript();
    stream?.setEncoding('utf8').on('data', (piece: string) => transcript.add(piece));
    stream?.on('close', () => transcript.end());
    return transcript;
  }) as [Transcript, Transcript];
  const result = once(child, 'close').then(([status, signal]) => ({
    status: statusOf(status, signal),
    stdout: stdout.text,
    stderr: stderr.text,
  }));
  endWithTest(
    () => child.kill('SIGKILL'),
    () => `stdout:\n${stdout.text}\nstderr:\n${stderr.text}`,
  );
  return { pid: child.pid ?? 0, stdout, stderr, kill: (signal) => child.kill(signal), result };
}

/** The command that runs the built CLI. */
export function cliCommand(args: readonly string[], user: User = SELF): string[] {
  return [process.execPath, user.cli, ...args];
}

/** A small environment in which nothing leads out of the test file's own directory but PATH. */
export function environment(user: User, more: RunOptions['env'] = {}): Record<string, string> {
  const { home, temporary, runtime } = user.directories;
  const base = { PATH: process.env['PATH'], LANG: 'C.UTF-8', HOME: home, TMPDIR: temporary, XDG_RUNTIME_DIR: runtime };
  return Object.fromEntries(
    Object.entries({ ...base, ...more }).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** Kills a program when the test ends, and shows what it printed when the test fails. */
export function endWithTest(kill: () => void, printed: () => string): void {
  if (!TestRunner.getCurrentTest()) return;
  onTestFailed(() => console.error(printed()));
  onTestFinished(() => kill());
}

function statusOf(status: number | null, signal: NodeJS.Signals | null): number {
  return status ?? 128 + (signal ? constants.signals[signal] : 0);
}
