import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { mortal } from '@rapido/core';
import { sandbox, variables } from './sandbox.js';
import { Transcript } from './transcript.js';

/** A rapido that runs; it is killed with this process. */
export interface Rapido {
  readonly pid: number;
  readonly stdout: Transcript;
  readonly stderr: Transcript;
  /** Its exit code, when it has ended and all is read. */
  readonly ended: Promise<number>;
  /** Asks it to end; it cleans up first. */
  end(): void;
  /** Whether this process is to live for as long as it does; so it is in the beginning. */
  awaited(yes: boolean): void;
}

export interface RapidoOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ends it. */
  readonly signal?: AbortSignal | undefined;
}

/** Starts the command line that is installed beside this package. */
export function startRapido(args: readonly string[], { cwd, env, signal }: RapidoOptions): Rapido {
  signal?.throwIfAborted();
  const box = sandbox();
  const [program, ...words] = mortal(process.execPath, [commandLine(), ...args]);
  const child = spawn(program, words, {
    cwd,
    env: { ...variables(box), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { pid = 0 } = child;
  if (pid > 0) box.reaper.kills(pid);
  const end = () => void child.kill('SIGTERM');
  signal?.addEventListener('abort', end);
  const ended = once(child, 'close').then(([status]: unknown[]) => {
    if (pid > 0) box.reaper.ended(pid);
    signal?.removeEventListener('abort', end);
    return typeof status === 'number' ? status : 137;
  });
  const [stdout, stderr] = [transcriptOf(child.stdout), transcriptOf(child.stderr)];
  return { pid, stdout, stderr, ended, end, awaited: (yes) => keepAwake(child, yes) };
}

let found: string | undefined;

function commandLine(): string {
  found ??= join(dirname(createRequire(import.meta.url).resolve('@rapido/cli/package.json')), 'bin/run.js');
  return found;
}

function transcriptOf(stream: Readable): Transcript {
  const transcript = new Transcript();
  stream.setEncoding('utf8').on('data', (piece: string) => transcript.add(piece));
  stream.on('close', () => transcript.end());
  return transcript;
}

function keepAwake(child: ChildProcessByStdio<null, Readable, Readable>, yes: boolean): void {
  const streams = [child.stdout, child.stderr] as unknown as { ref(): void; unref(): void }[]; // pipes are sockets
  for (const handle of [child, ...streams]) {
    if (yes) handle.ref();
    else handle.unref();
  }
}
