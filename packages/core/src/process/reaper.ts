import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Ends processes and removes files when Rapido ends, be it by SIGKILL. */
export interface Reaper {
  /** Kills the process group that `pid` leads. */
  kills(pid: number): void;
  /** The process group has ended by itself. */
  ended(pid: number): void;
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
    kills: (pid) => tell(`kill -${pid}`),
    ended: (pid) => tell(`ended -${pid}`),
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
