import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import { SANDBOX } from './sandbox.js';

/**
 * What this test file's programs have left at this moment, each as a line for people: processes (known by the file's
 * directory in their environment or on their command line), the abstract sockets that these hold, temporary files.
 */
export function leftovers(): string[] {
  return [...processes().flatMap((process) => [process.text, ...abstractSockets(process.pid)]), ...temporaryFiles()];
}

/** Resolves when nothing is left; rejects after a while, naming what is. */
export async function nothingLeft(): Promise<void> {
  await vi.waitFor(
    () => {
      const left = leftovers();
      if (left.length > 0) throw new Error(`Left behind:\n  ${left.join('\n  ')}`);
    },
    { timeout: 20_000, interval: 50 },
  );
}

/** Kills the processes that are left. */
export function killLeftovers(): void {
  for (const { pid } of processes()) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {} // it has just ended
  }
}

function processes(): { pid: number; text: string }[] {
  const pids = readdirSync('/proc').map(Number);
  return pids.flatMap((pid) => {
    if (Number.isNaN(pid) || pid === process.pid) return [];
    const command = read(`/proc/${pid}/cmdline`);
    const whole = command + read(`/proc/${pid}/environ`);
    return whole.includes(SANDBOX) ? [{ pid, text: `process ${pid}: ${command.replaceAll('\0', ' ').trim()}` }] : [];
  });
}

/** Names of abstract sockets (unix(7)) that a process holds. */
function abstractSockets(pid: number): string[] {
  // Node fills names with NUL bytes, which the kernel shows as @.
  const inodes = new Set(
    list(`/proc/${pid}/fd`).map((fd) => /^socket:\[(\d+)\]$/.exec(link(`/proc/${pid}/fd/${fd}`))?.[1]),
  );
  return read('/proc/net/unix')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .flatMap(([, , , , , , inode, name]) =>
      name?.startsWith('@') && inodes.has(inode)
        ? [`abstract socket ${name.replace(/@+$/, '')} of process ${pid}`]
        : [],
    );
}

/** Files that only live while something runs: in /tmp's and the runtime directory's stand-ins, and half-written ones. */
function temporaryFiles(): string[] {
  return readdirSync(SANDBOX, { recursive: true, encoding: 'utf8' }).flatMap((path) => {
    const inHome = /^[^/]+\/(?:tmp|run\/rapido|home\/\.cache\/rapido\/work)\/./.test(path);
    const aside = /(?:^|\/)\.[^/]+\.tmp$/.test(path);
    return inHome || aside || isSpecial(join(SANDBOX, path)) ? [`file ${path}`] : [];
  });
}

function isSpecial(path: string): boolean {
  const status = lstatSync(path, { throwIfNoEntry: false });
  return status?.isSocket() === true || status?.isFIFO() === true;
}

// A process may end, or be another user's, while one looks at it.
const quietly =
  <T>(read: (path: string) => T, otherwise: T) =>
  (path: string): T => {
    try {
      return read(path);
    } catch {
      return otherwise;
    }
  };
const read = quietly((path) => readFileSync(path, 'utf8'), '');
const list = quietly((path) => readdirSync(path), []);
const link = quietly((path) => readlinkSync(path), '');
