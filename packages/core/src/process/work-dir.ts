import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError } from '../errors.js';
import type { Environment } from '../host.js';
import { onHost } from './host-failure.js';
import { type Reaper, startReaper } from './reaper.js';

/** A directory for this run's temporary files, which goes with the process, and what sees to that. */
export interface WorkDir {
  readonly path: string;
  readonly reaper: Reaper;
}

let opened = 0;

/** Makes a directory below the cache. Those of processes that nothing could clean up after are removed first. */
export async function openWorkDir(environment: Environment): Promise<WorkDir> {
  const parent = join(environment.dirs.cache, 'work');
  return onHost(`Making a directory in ${parent}`, async () => {
    await mkdir(parent, { recursive: true, mode: 0o700 });
    const path = join(parent, `${process.pid}-${await startTime(process.pid)}-${++opened}`);
    const reaper = startReaper();
    await removeStale(parent, reaper);
    reaper.removes(path);
    await mkdir(path, { mode: 0o700 });
    return { path, reaper };
  });
}

async function removeStale(parent: string, reaper: Reaper): Promise<void> {
  for (const name of await readdir(parent)) {
    const [pid, started] = name.split('-');
    if ((await startTime(Number(pid))) === started) continue;
    const path = join(parent, name);
    await rm(path, { recursive: true, force: true }).catch((error) => {
      if (!isSystemError(error, 'EACCES', 'EPERM', 'ENOTEMPTY', 'EBUSY')) throw error;
      reaper.removes(path); // it can do more
    });
  }
}

/**
 * When a process started, in clock ticks since boot (field 22 of /proc/PID/stat, proc(5)): with its number it names a
 * process for good. Undefined where there is no such process, or only the remains of one (a zombie).
 */
export async function startTime(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses and may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ESRCH')) return undefined;
    throw error;
  }
}
