import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { programIn } from './samba-programs.js';

/** How testparm has ended. */
export interface Ended {
  readonly status: number | null;
  readonly stderr: string;
}

/** Has testparm(1) read the file: the tree's own, or the one that is installed. Undefined where there is none; rejects when `signal` aborts. */
export function runTestparm(path: string, tree: string | undefined, signal: AbortSignal): Promise<Ended | undefined> {
  const program = tree === undefined ? installed() : programIn(tree, 'testparm');
  if (program === undefined) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    // It dies with us.
    const words = ['--pdeathsig', 'KILL', '--', program, '-s', path];
    const child = spawn('setpriv', words, {
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['ignore', 'ignore', 'pipe'],
      killSignal: 'SIGKILL',
      signal,
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (part: string) => {
      stderr += part;
    });
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, stderr }));
  });
}

function installed(): string | undefined {
  const dirs = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/sbin'];
  return dirs
    .filter((dir) => dir.startsWith('/'))
    .map((dir) => join(dir, 'testparm'))
    .find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
