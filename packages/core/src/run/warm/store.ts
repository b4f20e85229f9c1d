import { lstat, mkdir, open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { namesIn, orNothing } from '../../files.js';
import type { Environment } from '../../host.js';
import { asideOf, onHost, type Reaper, staleAsides } from '../../process/index.js';
import { DamagedState, readAbout, type StateAbout } from './state-file.js';

/** A saved state in its place. */
export interface StoredState {
  readonly path: string;
  /** What the file takes of the disk, in bytes, and when a VM was started from it last. */
  readonly bytes: number;
  readonly used: string;
  /** Absent: it cannot be read, for the reason given. */
  readonly about?: StateAbout;
  readonly damage?: string;
}

/** What `collectStates` removed, or would. */
export interface CollectedState {
  readonly path: string;
  readonly bytes: number;
  readonly reason: string;
}

/** The store is bounded: the states that were used last stay. */
const KEPT = 8;
const KEPT_BYTES = 4 * 2 ** 30;

/** The unit of `st_blocks` (stat(2)). */
export const BLOCK = 512;

export function statePath({ dirs }: Environment, key: string): string {
  return join(dirs.cache, 'warm', key);
}

/** Makes the store, and a path beside `path` to write to. */
export function stateAside(path: string, reaper: Reaper): Promise<string> {
  const dir = join(path, '..');
  return onHost(`Making ${dir}`, async () => {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    return asideOf(path, reaper);
  });
}

/** This user's saved states, those first that were used last. */
export async function listStates({ dirs }: Environment): Promise<StoredState[]> {
  const dir = join(dirs.cache, 'warm');
  const names = (await namesIn(dir)).filter((name) => !name.startsWith('.'));
  const states = await Promise.all(names.map((name) => orNothing(describe(join(dir, name)))));
  return states.filter((state) => state !== undefined).sort((a, b) => b.used.localeCompare(a.used));
}

async function describe(path: string): Promise<StoredState> {
  await using file = await open(path);
  const { blocks, mtime } = await file.stat();
  const known = { path, bytes: BLOCK * blocks, used: mtime.toISOString() };
  try {
    return { ...known, about: await readAbout(file) };
  } catch (error) {
    if (!(error instanceof DamagedState)) throw error;
    return { ...known, damage: error.message };
  }
}

/** Removes the states that were used longest ago, until the rest is within the bounds. */
export async function boundStates(
  { dirs }: Environment,
  bounds: { readonly count: number; readonly bytes: number } = { count: KEPT, bytes: KEPT_BYTES },
): Promise<void> {
  const dir = join(dirs.cache, 'warm');
  const names = (await namesIn(dir)).filter((name) => !name.startsWith('.'));
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(dir, name);
      const status = await orNothing(stat(path));
      return status ? [{ path, used: status.mtimeMs, bytes: BLOCK * status.blocks }] : [];
    }),
  );
  let bytes = 0;
  for (const [index, state] of files
    .flat()
    .sort((a, b) => b.used - a.used)
    .entries()) {
    bytes += state.bytes;
    if (index >= bounds.count || (index > 0 && bytes > bounds.bytes)) {
      await rm(state.path, { force: true, recursive: true });
    }
  }
}

/** Removes the states for which `uselessness` knows a reason, and what crashes have left. Returns what it removed, or would. */
export async function collectStates(
  environment: Environment,
  options: { readonly uselessness: (state: StoredState) => Promise<string | undefined>; readonly dryRun: boolean },
): Promise<CollectedState[]> {
  const doomed: CollectedState[] = [];
  for (const state of await listStates(environment)) {
    const reason = await options.uselessness(state);
    if (reason !== undefined) doomed.push({ path: state.path, bytes: state.bytes, reason });
  }
  for (const path of await staleAsides(join(environment.dirs.cache, 'warm'))) {
    doomed.push({ path, bytes: BLOCK * (await lstat(path)).blocks, reason: 'left by a crash' });
  }
  if (!options.dryRun) for (const { path } of doomed) await rm(path, { force: true, recursive: true });
  return doomed;
}
