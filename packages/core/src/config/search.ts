import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Environment } from '../host.js';
import { isPackageFile, isUnreadable, readFoundFile, readNamedFile, type SettingsFile } from './files.js';

const USER_PLACES = ['rapido.conf', 'rapido.config.json', 'rapido.config.yaml'];
const PROJECT_PLACES = [...USER_PLACES, 'package.json'];

/** The project's file: the one named by `file` (`--config`) or RAPIDO_CONF, else the first from the cwd upward. */
export async function findProjectFile(environment: Environment, file?: string): Promise<SettingsFile | undefined> {
  const { cwd, variables } = environment;
  const named = file ?? (variables['RAPIDO_CONF'] || undefined);
  if (named !== undefined) return readNamedFile(resolve(cwd, named));
  for (let directory = cwd; ; directory = dirname(directory)) {
    const found = await searchIn(directory, PROJECT_PLACES, variables);
    if (found || directory === dirname(directory)) return found;
  }
}

/** The file that holds the user's settings for all projects. */
export async function findUserFile({ dirs, variables }: Environment): Promise<SettingsFile | undefined> {
  return searchIn(dirs.config, USER_PLACES, variables);
}

async function searchIn(
  directory: string,
  places: readonly string[],
  variables: Environment['variables'],
): Promise<SettingsFile | undefined> {
  const paths = places.map((place) => join(directory, place));
  const path = paths.find((path) => (isPackageFile(path) ? hasOwnKey(path) : isFile(path)));
  return path === undefined ? undefined : readFoundFile(path, variables);
}

/** Also of one that may not be read: a weaker file must not silently stand in for it. */
function isFile(path: string): boolean {
  return unlessFailing(() => statSync(path, { throwIfNoEntry: false })?.isFile()) ?? false;
}

/** A package.json counts by its key `rapido` alone; a broken one, if it could have that key, so that it is told. */
function hasOwnKey(path: string): boolean {
  const text = isFile(path) ? unlessFailing(() => readFileSync(path, 'utf8')) : undefined;
  if (!text?.includes('"rapido"')) return false;
  try {
    const content: unknown = JSON.parse(text);
    return typeof content === 'object' && content !== null && 'rapido' in content;
  } catch {
    return true;
  }
}

/** What is looked at on the way up is not ours: that it cannot be is nothing to tell. */
function unlessFailing<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (isUnreadable(error)) return undefined;
    throw error;
  }
}
