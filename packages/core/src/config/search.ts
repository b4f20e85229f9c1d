import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Environment } from '../host.js';
import { isPackageFile, readFoundFile, readNamedFile, type SettingsFile } from './files.js';

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
  const explorer = await createExplorer(places);
  const hit = await explorer.search(directory);
  // An empty rapido.conf ends the search; an empty package.json is not ours.
  const path = hit && !(hit.isEmpty && isPackageFile(hit.filepath)) ? hit.filepath : undefined;
  for (const place of places.slice(0, path ? places.indexOf(basename(path)) : USER_PLACES.length)) {
    await refuseUnreadable(join(directory, place));
  }
  return path === undefined ? undefined : readFoundFile(path, variables);
}

/** cosmiconfig passes over a file that it may not read; then a weaker file would silently stand in for it. */
async function refuseUnreadable(path: string): Promise<void> {
  const isFile = await stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
  if (isFile) await readNamedFile(path);
}

interface Explorer {
  search(directory: string): Promise<{ readonly filepath: string; readonly isEmpty?: boolean } | null>;
}

/**
 * cosmiconfig's search of one directory. The class is taken instead of the package's factory, because that first looks
 * for its own configuration in the directory of the process and runs a `.config/config.js` that it finds there; and
 * one directory at a time, because its own way upward ends with files of other names in the user's directories.
 */
async function createExplorer(searchPlaces: readonly string[]): Promise<Explorer> {
  const { Explorer } = (await import('cosmiconfig/dist/Explorer.js')) as unknown as {
    Explorer: new (options: object) => Explorer;
  };
  const found = () => ({});
  return new Explorer({
    moduleName: 'rapido',
    searchStrategy: 'none',
    searchPlaces,
    loaders: { '.conf': found, '.yaml': found, '.json': (path: string, text: string) => loadJson(path, text) },
    ignoreEmptySearchPlaces: false,
    cache: false,
    transform: (result: unknown) => result,
    metaConfigFilePath: null,
  });
}

/** A package.json is a hit by its key `rapido` alone; a broken one, if it could have that key, so that it is told. */
function loadJson(path: string, text: string): object {
  if (!isPackageFile(path)) return {};
  try {
    const content: unknown = JSON.parse(text);
    return typeof content === 'object' && content !== null && 'rapido' in content ? { rapido: {} } : {};
  } catch {
    return text.includes('"rapido"') ? { rapido: {} } : {};
  }
}
