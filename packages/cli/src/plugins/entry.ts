import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isSystemError, RapidoError } from '@rapido/core/errors';
import { isObject, isText } from './check/shapes.js';

/** The package.json of a plugin, as far as it is known to be right. */
export interface PluginJson extends Readonly<Record<string, unknown>> {
  readonly name: string;
  readonly version: string;
}

/** An entry that does not finish loading within this time is at fault. */
const LOAD_LIMIT = 10_000;

const COMMANDS =
  '"oclif": { "commands": { "strategy": "explicit", "target": "./dist/index.js", "identifier": "commands" } }';

/** The package.json of the package in `root`. Throws a RapidoError where it is none. */
export async function readPluginJson(root: string): Promise<PluginJson> {
  const file = join(root, 'package.json');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (!isSystemError(error, 'ENOENT', 'ENOTDIR')) throw error;
    throw new RapidoError('USAGE', `There is no package in ${root}: it has no package.json.`, {
      hint: 'Name the directory of a plugin. To begin one: rapido create cut --help',
    });
  }
  const pjson = parse(text);
  if (isObject(pjson) && isText(pjson['name']) && isText(pjson['version'])) return pjson as PluginJson;
  throw new RapidoError('PLUGIN', `${file} is not a package.json with a name and a version.`);
}

/**
 * What a plugin exports as its commands; undefined for a package that names a directory of them, as the CLI itself. Its code is
 * loaded for it. Throws a RapidoError PLUGIN that says what is missing.
 */
export async function loadCommands(
  root: string,
): Promise<{ readonly pjson: PluginJson; readonly commands?: Readonly<Record<string, unknown>> }> {
  const pjson = await readPluginJson(root);
  const { commands } = isObject(pjson['oclif']) ? pjson['oclif'] : {};
  if (typeof commands === 'string' && typeof pjson['bin'] === 'object') return { pjson };
  if (!isObject(commands) || commands['strategy'] !== 'explicit' || !isText(commands['target'])) {
    throw new RapidoError('PLUGIN', `The package.json of ${pjson.name} does not say where its cuts are.`, {
      hint: `Write there: ${COMMANDS}`,
    });
  }
  const { target, identifier = 'default' } = commands;
  const exported = (await loadEntry(pjson, join(root, target), target))[String(identifier)];
  if (isObject(exported) && Object.keys(exported).length > 0) return { pjson, commands: exported };
  throw new RapidoError('PLUGIN', `${target} of ${pjson.name} exports no cuts as "${identifier}".`, {
    hint: 'Write there: export const commands = cutCommands({ … }), of @rapido/kit',
  });
}

async function loadEntry(
  { name, scripts }: PluginJson,
  file: string,
  target: string,
): Promise<Readonly<Record<string, unknown>>> {
  const isFile = await stat(file).then(
    (entry) => entry.isFile(),
    () => false,
  );
  if (!isFile) {
    const isBuilt = isObject(scripts) && scripts['build'] !== undefined;
    throw new RapidoError('PLUGIN', `The code of ${name} is not there: ${file}`, {
      hint: isBuilt ? 'Build it: npm run build' : `Correct "oclif.commands.target" in its package.json: ${target}`,
    });
  }
  try {
    return await withinLimit(import(pathToFileURL(file).href));
  } catch (error) {
    throw new RapidoError('PLUGIN', `${target} of ${name} cannot be loaded: ${firstLine(error)}`, {
      hint: 'What is below is for its authors.',
      cause: error,
    });
  }
}

async function withinLimit<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it did not load within ${LOAD_LIMIT / 1000} seconds`)), LOAD_LIMIT);
  });
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0] ?? '';
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
