import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { CephProgram } from './find-program.js';

/** How a program has ended. */
export interface Ended {
  /** Its exit status; undefined where it was killed or could not be started. */
  readonly status?: number;
  /** It was killed as its time was over. */
  readonly late: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** How long it may take, and what it finds open. */
export interface RunOptions {
  readonly signal: AbortSignal;
  /** In ms. */
  readonly patience: number;
  /** Paths of files that it has as file descriptors, from 3. */
  readonly files?: readonly string[];
}

/** No answer of a server is longer. */
const LIMIT = 2 ** 20;

/**
 * Runs a program of Ceph's, killed when its time or this process is over, and told nothing by variables like CEPH_ARGS. Rejects when `signal` aborts.
 */
export function runProgram(
  { path, libraries }: CephProgram,
  args: readonly string[],
  { signal: given, patience, files = [] }: RunOptions,
): Promise<Ended> {
  const signal = AbortSignal.any([given]); // of which many may run at a time
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const [program, ...words] = mortal(path, args);
    const open = files.map((file) => openSync(file, 'r'));
    const child = spawn(program, words, { env: environment(libraries), stdio: ['ignore', 'pipe', 'pipe', ...open] });
    for (const fd of open) closeSync(fd);
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, patience);
    const onAbort = () => child.kill('SIGKILL');
    signal.addEventListener('abort', onAbort, { once: true });
    const output = [child.stdout, child.stderr].map((stream) => {
      let text = '';
      stream?.setEncoding('utf8').on('data', (part: string) => {
        if (text.length < LIMIT) text += part;
      });
      return () => text;
    });
    const end = (status: number | null, failure = '') => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      const [stdout = '', stderr = ''] = output.map((text) => text());
      if (signal.aborted) reject(signal.reason);
      else resolve({ ...(status !== null && { status }), late, stdout, stderr: stderr + failure });
    };
    child.once('error', (error) => end(null, error.message));
    child.once('close', (status) => end(status));
  });
}

/** setpriv has the kernel kill it when we die; where that was before, its parent is not us any more. */
function mortal(path: string, args: readonly string[]): [string, ...string[]] {
  const unlessOrphaned = '[ "$PPID" = "$0" ] && exec "$@"';
  return ['setpriv', '--pdeathsig', 'KILL', '--', '/bin/sh', '-c', unlessOrphaned, String(process.pid), path, ...args];
}

function environment(libraries: string | undefined): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^CEPH_/.test(name));
  return { ...Object.fromEntries(own), LC_ALL: 'C', ...(libraries !== undefined && { LD_LIBRARY_PATH: libraries }) };
}
