import { constants } from 'node:os';
import { isSystemError, RapidoError } from '../errors.js';
import { findProgram } from './find-program.js';
import { installCommand } from './install-command.js';
import { mortal } from './mortal.js';
import { packageOf } from './packages.js';
import type { Reaper } from './reaper.js';

export interface ToolOptions {
  /** Where PATH is taken from, and the whole environment of the child unless `env` says otherwise. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly input?: string;
  readonly signal?: AbortSignal;
  /** Called with each line of standard output and error, as it comes. */
  readonly onLine?: (line: string) => void;
  /** For a tool with children of its own: it leads a process group, which is killed as a whole, also when we die. */
  readonly reaper?: Reaper;
}

export interface ToolResult {
  /** Exit status, or 128 + the number of the signal that ended it, as shells say it. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Both, in the order they came. */
  readonly output: string;
}

/**
 * Runs a program of the host to its end; the caller judges its status. It dies when this process does.
 * Throws a RapidoError when the program is not there or cannot be started, and `signal`'s reason when aborted.
 */
export async function runTool(program: string, args: readonly string[], options: ToolOptions): Promise<ToolResult> {
  const path = await requireProgram(program, options.variables);
  const { execa } = await import('execa');
  const [command, ...words] = mortal(path, args);
  const child = execa(command, words, {
    all: true,
    reject: false,
    extendEnv: false,
    env: definedOnly(options.env ?? options.variables),
    stripFinalNewline: false,
    detached: options.reaper !== undefined,
    forceKillAfterDelay: 2000,
    ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.signal === undefined ? {} : { cancelSignal: options.signal }),
  });
  if (child.pid !== undefined) options.reaper?.kills(-child.pid);
  const stop = options.reaper && onAbort(options.signal, () => killGroup(child.pid));
  if (options.onLine) for await (const line of child.iterable({ from: 'all' })) options.onLine(String(line));
  const result = await child;
  stop?.();
  if (child.pid !== undefined) options.reaper?.ended(-child.pid);
  options.signal?.throwIfAborted();
  if (result.exitCode === undefined && result.signal === undefined) {
    throw new RapidoError('HOST', `Cannot run ${path}: ${result.originalMessage ?? result.shortMessage}`);
  }
  return {
    status: result.exitCode ?? 128 + signalNumber(result.signal),
    stdout: String(result.stdout ?? ''),
    stderr: String(result.stderr ?? ''),
    output: String(result.all ?? ''),
  };
}

/** Absolute path of a program; a RapidoError that names its package where there is none. */
export async function requireProgram(
  program: string,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const path = await findProgram(program, variables);
  if (path !== undefined) return path;
  const packages = packageOf(program);
  throw new RapidoError('HOST', `${program} is not installed, or not in PATH.`, {
    hint: packages ? await installCommand(packages) : 'Install it, or add its directory to PATH.',
  });
}

/** Runs `action` as soon as `signal` is aborted; returns what calls that off. */
function onAbort(signal: AbortSignal | undefined, action: () => void): () => void {
  if (signal?.aborted) action();
  signal?.addEventListener('abort', action, { once: true });
  return () => signal?.removeEventListener('abort', action);
}

/** A child of a child keeps our pipes open as long as it lives. */
function killGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, 'SIGKILL');
  } catch (error) {
    if (!isSystemError(error, 'ESRCH')) throw error;
  }
}

function definedOnly(variables: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function signalNumber(name: NodeJS.Signals | undefined): number {
  return name === undefined ? 0 : constants.signals[name];
}
