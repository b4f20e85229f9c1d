import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { RapidoError } from '../errors.js';
import { runTool } from '../process/index.js';
import type { ModuleWork } from './work.js';

/** Makes the index (`modules.dep` and its like) of `RELEASE` in `modulesDir`, a `…/lib/modules`, with depmod(8). */
export async function depmod(modulesDir: string, release: string, work: ModuleWork): Promise<void> {
  await mkdir(work.workDir, { recursive: true });
  const base = await mkdtemp(join(work.workDir, 'depmod-'));
  try {
    await mkdir(join(base, 'lib'));
    await mkdir(join(base, 'usr'));
    await symlink(resolve(modulesDir), join(base, 'lib/modules'));
    // Below its base directory, a depmod looks where its own system has modules: in lib, or in usr/lib.
    await symlink('../lib', join(base, 'usr/lib'));
    // The host's depmod.d has nothing to say here, be it an order of search or modules left out.
    const { status, output } = await runTool('depmod', ['-C', '/dev/null', '-b', base, release], {
      variables: work.environment.variables,
      ...(work.signal ? { signal: work.signal } : {}),
    });
    if (status !== 0) throw failure(status, output);
  } finally {
    await rm(base, { recursive: true, force: true });
  }
}

function failure(status: number, output: string): RapidoError {
  const full = /No space left on device/.test(output);
  return new RapidoError('HOST', `depmod failed with status ${status}:\n${output.trimEnd()}`, {
    hint: full
      ? 'The disk is full: make room, or set XDG_CACHE_HOME to a directory with more.'
      : 'Look at the module that it names: one that is damaged has to be built or installed again.',
  });
}
