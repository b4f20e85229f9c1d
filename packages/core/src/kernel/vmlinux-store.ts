import { lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { namesIn, orNothing } from '../files.js';
import type { Environment } from '../host.js';
import { staleAsides } from '../process/index.js';

/** A vmlinux that was unpacked from its bzImage. */
export interface StoredVmlinux {
  readonly path: string;
  readonly bytes: number;
}

export async function listVmlinux({ dirs }: Environment): Promise<StoredVmlinux[]> {
  const dir = join(dirs.cache, 'vmlinux');
  const names = (await namesIn(dir)).filter((name) => !name.startsWith('.'));
  return describe(names.map((name) => join(dir, name)));
}

/** Removes all of them, or only what crashes have left half-written. Returns what it removed, or would. */
export async function collectVmlinux(
  environment: Environment,
  options: { readonly all: boolean; readonly dryRun: boolean },
): Promise<{ readonly path: string; readonly bytes: number; readonly reason: string }[]> {
  const whole = options.all ? await listVmlinux(environment) : [];
  const halves = await describe(await staleAsides(join(environment.dirs.cache, 'vmlinux')));
  const doomed = [
    ...whole.map((found) => ({ ...found, reason: 'unpacked again when it is needed' })),
    ...halves.map((found) => ({ ...found, reason: 'left by a crash' })),
  ];
  if (!options.dryRun) for (const { path } of doomed) await rm(path, { force: true });
  return doomed;
}

/** Nothing for what has just been removed. */
async function describe(paths: readonly string[]): Promise<StoredVmlinux[]> {
  const found = await Promise.all(paths.map(async (path) => ({ path, status: await orNothing(lstat(path)) })));
  return found.flatMap(({ path, status }) => (status ? [{ path, bytes: status.size }] : []));
}
