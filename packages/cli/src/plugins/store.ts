import { createHash } from 'node:crypto';
import { type FileHandle, lstat, mkdir, open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isStale, onHost, ownerName, tryLock } from '@rapido/core';
import { isSystemError, RapidoError } from '@rapido/core/errors';
import { type InstalledPlugin, pluginsFile, readInstalled } from './installed.js';

type Plugins = readonly InstalledPlugin[];

/** How long others may take to change the list, and how often it is asked for. */
const PATIENCE_MS = 30_000;
const INTERVAL_MS = 20;

/** Begins the name of a directory in which somebody is installing; the rest says who. */
const STAGE = '.stage-';

/** Names of copies: `@rapido+cut-fstests@1.2.0`. */
const COPY = /^(@[^+]+\+)?[^@+]+@[=v\s]*\d+\.\d+\.\d+/;

let staged = 0;

/** Where the copies of plugins are: a directory for each. */
export const copiesDirectory = (dataDir: string): string => resolve(dataDir, 'plugins');

/**
 * Replaces the list of the user's plugins by what `change` makes of it, while nobody else can; then removes the copies that are
 * no longer listed, and what installs that crashed have left. Throws a RapidoError where the list is damaged or cannot be written.
 */
export async function changeInstalled(
  dataDir: string,
  change: (plugins: Plugins) => Plugins | Promise<Plugins>,
): Promise<void> {
  const release = await lock(dataDir);
  try {
    const plugins = await change(await listOf(dataDir));
    await onHost(`Changing ${pluginsFile(dataDir)}`, () => writeList(dataDir, plugins));
    await removeUnlisted(dataDir, plugins);
  } catch (error) {
    // The first error is the one to tell.
    await listOf(dataDir)
      .then((listed) => removeUnlisted(dataDir, listed))
      .catch(() => {});
    throw error;
  } finally {
    release();
  }
}

/** The user's plugins; a RapidoError where the list is damaged, or of a newer Rapido. */
export async function listOf(dataDir: string): Promise<Plugins> {
  try {
    return await readInstalled(dataDir);
  } catch (error) {
    if (RapidoError.is(error)) throw error;
    throw new RapidoError('PLUGIN', (error as Error).message, {
      hint: `Remove it, and install your plugins again: rm '${pluginsFile(dataDir)}'`,
    });
  }
}

/** Makes a directory to install into; it is nobody's, and goes at the next change of the list, once this process has ended. */
export async function makeStage(dataDir: string): Promise<string> {
  const path = join(copiesDirectory(dataDir), `${STAGE}${await ownerName()}-${++staged}`);
  await onHost(`Making a directory in ${dataDir}`, () => mkdir(path, { recursive: true, mode: 0o700 }));
  return path;
}

/**
 * Gives a stage its place among the copies: a directory whose name tells people what is in it, as `@rapido+cut-fstests@1.2.0`.
 * Only within a change of the list, or it would be removed as not listed.
 */
export async function settleStage(stage: string, dataDir: string, name: string, version: string): Promise<string> {
  const wanted = `${name.replace('/', '+')}@${version}`;
  const taken = await readdir(copiesDirectory(dataDir));
  let free = wanted;
  for (let n = 2; taken.includes(free); n++) free = `${wanted}-${n}`;
  const path = join(copiesDirectory(dataDir), free);
  await onHost(`Making ${path}`, () => rename(stage, path));
  return path;
}

/** Removes the directories of the store that hold nothing; one that cannot be removed, as a symbolic link, stays. */
export async function removeEmpty(dataDir: string): Promise<void> {
  for (const directory of [copiesDirectory(dataDir), dataDir]) await rmdir(directory).catch(() => {});
}

async function lock(dataDir: string): Promise<() => void> {
  const name = `rapido-plugins-${createHash('sha256').update(dataDir).digest('hex').slice(0, 32)}`;
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    const release = await tryLock(name);
    if (release) return release;
    await setTimeout(INTERVAL_MS);
  }
  throw new RapidoError('HOST', 'Another "rapido plugins" is changing the list of plugins: nothing was changed.', {
    hint: `Wait for it to end. This names who holds its lock: ss -xlp | grep @${name}`,
  });
}

/** Aside first, so that a crash leaves the list as it was; an empty one is no file at all. */
async function writeList(dataDir: string, plugins: Plugins): Promise<void> {
  const file = pluginsFile(dataDir);
  const aside = `${file}.new`;
  if (plugins.length === 0) return removeAll([file, aside]);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const entries = plugins.map((plugin) => ({
    ...plugin,
    root: plugin.from === 'link' ? plugin.root : relative(dataDir, plugin.root),
  }));
  try {
    const handle = await open(aside, 'w', 0o600);
    await writeWhole(handle, `${JSON.stringify({ schema: 1, plugins: entries }, null, 2)}\n`);
    await rename(aside, file);
  } catch (error) {
    await rm(aside, { force: true }).catch(() => {});
    throw error;
  }
}

async function writeWhole(handle: FileHandle, text: string): Promise<void> {
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function removeAll(paths: readonly string[]): Promise<void> {
  for (const path of paths) await rm(path, { recursive: true, force: true });
}

async function removeUnlisted(dataDir: string, plugins: Plugins): Promise<void> {
  const copies = copiesDirectory(dataDir);
  const names = await readdir(copies).catch((error) => {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  });
  for (const name of names) {
    const path = join(copies, name);
    const isListed = plugins.some(({ root }) => root.startsWith(`${path}${sep}`));
    if (!isListed && (await isLeftover(path))) await onHost(`Removing ${path}`, () => removeAll([path]));
  }
  await removeEmpty(dataDir);
}

/** What is neither a copy nor a stage by its name is not ours: the user may have chosen a data directory that is in use. */
async function isLeftover(path: string): Promise<boolean> {
  const name = basename(path);
  if (!name.startsWith(STAGE)) return COPY.test(name);
  const status = await lstat(path).catch(() => undefined); // its owner may just have removed it
  return status !== undefined && isStale(name.slice(STAGE.length), status.mtimeMs);
}
