import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError } from '../errors.js';
import type { Environment } from '../host.js';
import { onHost } from '../process/index.js';
import { collectRuns } from '../results/runs.js';
import { runsDir } from '../results/stored-run.js';

const KEPT = 50;

/** Makes the directory for a run's logs and results, and removes the oldest beyond the last 50 but those of running VMs. */
export async function makeBundle(environment: Environment, cut: string): Promise<string> {
  const runs = runsDir(environment);
  return onHost(`Making a directory for the logs in ${runs}`, async () => {
    await mkdir(runs, { recursive: true, mode: 0o700 });
    await collectRuns(environment, KEPT - 1);
    const name = `${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}-${cut}`;
    for (let attempt = 1; ; attempt++) {
      const path = join(runs, attempt === 1 ? name : `${name}-${attempt}`);
      try {
        await mkdir(path, { mode: 0o700 });
        return path;
      } catch (error) {
        if (!isSystemError(error, 'EEXIST')) throw error;
      }
    }
  });
}

/** Writes a file of the bundle aside and renames it, so that a reader never sees half of it. */
export async function writeBundleFile(bundle: string, name: string, text: string | Buffer): Promise<void> {
  const path = join(bundle, name);
  await onHost(`Writing ${path}`, async () => {
    await writeFile(`${path}.tmp`, text, { mode: 0o600 });
    await rename(`${path}.tmp`, path);
  });
}
