import { lstat, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError } from '../errors.js';
import { orNothing } from '../files.js';
import type { Environment } from '../host.js';
import { onHost } from './host-failure.js';
import { isStale, ownerName } from './owner.js';
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
    const path = join(parent, `${await ownerName()}-${++opened}`);
    const reaper = startReaper();
    await removeStale(parent, reaper);
    reaper.removes(path);
    await mkdir(path, { mode: 0o700 });
    return { path, reaper };
  });
}

async function removeStale(parent: string, reaper: Reaper): Promise<void> {
  for (const name of await readdir(parent)) {
    const path = join(parent, name);
    const status = await orNothing(lstat(path)); // its owner may just have removed it
    if (!status || !(await isStale(name, status.mtimeMs))) continue;
    await rm(path, { recursive: true, force: true }).catch((error) => {
      if (!isSystemError(error, 'EACCES', 'EPERM', 'ENOTEMPTY', 'EBUSY')) throw error;
      reaper.removes(path); // it can do more
    });
  }
}
