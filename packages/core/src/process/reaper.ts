import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Ends processes and removes files when Rapido ends, be it by SIGKILL. */
export interface Reaper {
  /** Kills a process, or, by its negated number, a process group (kill(2)). */
  kills(target: number): void;
  /** It has ended by itself. */
  ended(target: number): void;
  /** Removes a file or a directory with all it holds. */
  removes(path: string): void;
  /** Cleans up now; resolves when everything is gone. */
  close(): Promise<void>;
}

/** Starts the process that cleans up; it lives in a session of its own, so that no signal meant for us reaches it. */
export function startReaper(): Reaper {
  const script = fileURLToPath(new URL('../../host/reaper.sh', import.meta.url));
  const child = spawn('/bin/sh', [script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/' });
  const exited = once(child, 'exit');
  child.stdin.on('error', () => {}); // it died: what it was told is then found stale by the next run
  child.unref();
  const tell = (line: string) => child.stdin.write(`${line}\n`);
  return {
    kills(target) {
      // 0, 1 and -1 mean our own group, init, and every process that there is (kill(2)).
      if (!Number.isInteger(target) || Math.abs(target) < 2) throw new Error(`Not a process to kill: ${target}`);
      tell(`kill ${target}`);
    },
    ended: (target) => tell(`ended ${target}`),
    removes(path) {
      if (!path.startsWith('/') || /[\n\0]/.test(path)) throw new Error(`Not a path to clean up: ${path}`);
      tell(`remove ${path}`);
    },
    async close() {
      child.ref();
      child.stdin.end();
      await exited;
    },
  };
}
