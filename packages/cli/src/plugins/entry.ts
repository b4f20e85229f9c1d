import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RapidoError } from '@rapido/core/errors';
import { firstLine } from '../text/first-line.js';
import { blaming } from './blame.js';
import { isObject, isText } from './check/shapes.js';
import { withinLoadLimit } from './load-limit.js';
import { type PackageJson, readPackage, requireEntry } from './package.js';

/** What a plugin exports, by the ids of commands: `cut:hello`. Nothing of it has been checked. */
export type Exported = Readonly<Record<string, unknown>>;

const COMMANDS =
  '"oclif": { "commands": { "strategy": "explicit", "target": "./dist/index.js", "identifier": "commands" } }';

/**
 * What the plugin in `root` exports as its commands; undefined for a package that names a directory of them, as the CLI itself. Its code
 * is loaded for it. Throws a RapidoError that says what is missing.
 */
export async function loadCommands(
  root: string,
): Promise<{ readonly pjson: PackageJson; readonly commands?: Exported }> {
  const pjson = await readPackage(root);
  const { commands } = isObject(pjson.oclif) ? pjson.oclif : {};
  if (typeof commands === 'string' && 'bin' in pjson) return { pjson };
  if (!isObject(commands) || commands['strategy'] !== 'explicit' || !isText(commands['target'])) {
    throw new RapidoError('PLUGIN', `The package.json of ${pjson.name} does not say where its cuts are.`, {
      hint: `Write there: ${COMMANDS}`,
    });
  }
  const { target, identifier = 'default' } = commands;
  await requireEntry(
    root,
    pjson,
    'Build it, as by npm run build, or correct "oclif.commands.target" in its package.json.',
  );
  const exported = (await loadEntry(pjson, join(root, target), target))[String(identifier)];
  if (isObject(exported) && Object.keys(exported).length > 0) return { pjson, commands: exported };
  throw new RapidoError('PLUGIN', `${target} of ${pjson.name} exports no cuts as "${identifier}".`, {
    hint: 'Write there: export const commands = cutCommands({ … }), of @rapido/kit',
  });
}

async function loadEntry({ name }: PackageJson, file: string, target: string): Promise<Exported> {
  try {
    return await blaming(name, () => withinLoadLimit(import(pathToFileURL(file).href)));
  } catch (error) {
    throw new RapidoError('PLUGIN', `${target} of ${name} cannot be loaded: ${firstLine(error)}`, {
      hint: 'What is below is for its authors.',
      cause: error,
    });
  }
}
