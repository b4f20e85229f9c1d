import { readdir, rm, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { RapidoError } from '../errors.js';
import { isDirectory, orNothing } from '../files.js';
import type { Environment } from '../host.js';
import { onHost } from '../process/index.js';
import { bundlesInUse, readRun, runNames, runsDir, type StoredRun } from './stored-run.js';

/** All runs whose bundles are kept, newest last. */
export async function listRuns(environment: Environment): Promise<StoredRun[]> {
  const inUse = await bundlesInUse(environment);
  const names = await runNames(environment);
  return Promise.all(names.map((name) => readRun(join(runsDir(environment), name), name, inUse)));
}

/**
 * The last run, or the one of a name, of a part of a name that no other run has, or of a path: something with a slash, or
 * `.`. A RapidoError where there is none, or more than one.
 */
export async function findRun(environment: Environment, name?: string): Promise<StoredRun> {
  const path = await findBundle(environment, name);
  return readRun(path, basename(path), await bundlesInUse(environment));
}

async function findBundle(environment: Environment, name: string | undefined): Promise<string> {
  if (name === '.' || name?.includes('/')) return bundleAt(resolve(environment.cwd, name));
  const names = await runNames(environment);
  const found = names.includes(name ?? '') ? [name ?? ''] : names.filter((candidate) => candidate.includes(name ?? ''));
  const last = found.at(-1);
  if (last === undefined) {
    const whose = name === undefined || names.length === 0 ? `in ${runsDir(environment)}` : `called ${name}`;
    throw new RapidoError('RUN_NOT_FOUND', `There is no run ${whose}.`, {
      hint: names.length === 0 ? 'Start one: rapido run CUT' : 'rapido results --list',
    });
  }
  if (name === undefined || found.length === 1) return join(runsDir(environment), last);
  throw new RapidoError('RUN_NOT_FOUND', `${found.length} runs are called something with ${name}.`, {
    hint: `Name one; the last is ${last}.`,
  });
}

async function bundleAt(path: string): Promise<string> {
  if (await isDirectory(path)) return path;
  throw new RapidoError('RUN_NOT_FOUND', `${path} is no directory of a run.`, { hint: 'rapido results --list' });
}

/** A bundle that was removed. */
export interface CollectedRun {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

/** Removes all bundles but the last `keep`, never those of running VMs. With `dryRun` it only says which. */
export async function collectRuns(
  environment: Environment,
  keep: number,
  { dryRun = false }: { readonly dryRun?: boolean } = {},
): Promise<CollectedRun[]> {
  const inUse = await bundlesInUse(environment);
  const names = await runNames(environment);
  const collected: CollectedRun[] = [];
  for (const name of names.slice(0, Math.max(0, names.length - keep))) {
    const path = join(runsDir(environment), name);
    if (inUse.has(path)) continue;
    await onHost(`Removing ${path}`, async () => {
      collected.push({ name, path, bytes: await bytesBelow(path) });
      if (!dryRun) await rm(path, { recursive: true, force: true });
    });
  }
  return collected;
}

/** What the files below a directory take; another rapido may be removing them. */
async function bytesBelow(dir: string): Promise<number> {
  const entries = (await orNothing(readdir(dir, { recursive: true, withFileTypes: true }))) ?? [];
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const sizes = await Promise.all(files.map((file) => orNothing(stat(file))));
  return sizes.reduce((sum, found) => sum + (found?.size ?? 0), 0);
}
