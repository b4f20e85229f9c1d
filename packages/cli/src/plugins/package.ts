import { access, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { isSystemError, RapidoError } from '@rapido/core/errors';
import type { CutData } from '@rapido/kit';
import { firstLine } from '../text/first-line.js';
import { blaming } from './blame.js';
import { incompatibility, type PluginPackage } from './compatibility.js';
import { withinLoadLimit } from './load-limit.js';

/** What a plugin's package.json says, as far as Rapido reads it; nothing in it has been checked but its name and version. */
export interface PackageJson extends PluginPackage {
  readonly description?: unknown;
  readonly oclif?: unknown;
  readonly dependencies?: unknown;
  readonly [field: string]: unknown;
}

/** Packages of this project that are no plugins, and what somebody who installs one may want. */
const MACHINERY: ReadonlyMap<string, string> = new Map([
  [
    '@rapido/ceph',
    'It is a library for authors of plugins, in whose packages it belongs: npm install @rapido/ceph. The cuts are in another one: rapido plugins install ceph',
  ],
  ['@rapido/cli', 'To update Rapido itself: npm install --global @rapido/cli'],
  ['@rapido/core', 'It is the engine, and comes with Rapido.'],
  ['@rapido/kit', 'It is what plugins are written with: npm install @rapido/kit, in the package of your plugin.'],
  [
    '@rapido/netfs',
    'It is a library for authors of plugins, in whose packages it belongs: npm install @rapido/netfs. The cuts are in others: rapido plugins install samba, rapido plugins install nfs',
  ],
  [
    '@rapido/testing',
    'It is what plugins are tested with: npm install --save-dev @rapido/testing, in the package of yours.',
  ],
]);

/** Reads the package.json in `root`; a RapidoError where there is none, one without a version, or without a name, `expected` if given. */
export async function readPackage(root: string, expected?: string): Promise<PackageJson> {
  const file = join(root, 'package.json');
  const json = parse(await readText(file));
  if (json === undefined) throw new RapidoError('PLUGIN', `${file} is not JSON.`);
  const { name, version } = json;
  if (expected !== undefined && name !== expected) {
    throw new RapidoError('PLUGIN', `What came as ${expected} calls itself ${String(name)}: it is not installed.`);
  }
  if (typeof name === 'string' && name !== '' && typeof version === 'string' && version !== '') {
    return { ...json, name, version };
  }
  throw new RapidoError('PLUGIN', `${file} has no ${typeof name === 'string' && name !== '' ? 'version' : 'name'}.`, {
    hint: 'A plugin is a package, with both.',
  });
}

/** Throws where `name` is a part of Rapido that is no plugin. */
export function refuseMachinery(name: string): void {
  const hint = MACHINERY.get(name);
  if (hint !== undefined) throw new RapidoError('USAGE', `${name} is a part of Rapido, and no plugin.`, { hint });
}

/** Throws where a package is no plugin, or not for this Rapido. None of its code is loaded for that. */
export async function requirePlugin(pjson: PackageJson, cliVersion: string): Promise<void> {
  refuseMachinery(pjson.name);
  if (commandsTarget(pjson) === undefined) {
    throw new RapidoError('PLUGIN', `${pjson.name} ${pjson.version} is no plugin of Rapido.`, {
      hint: 'The package.json of a plugin has "rapido": { "api": 1 }, and says with "oclif" where its commands are.',
    });
  }
  const problem = await incompatibility(pjson, cliVersion);
  if (problem) throw problem;
}

/** Throws, with `hint`, where the code of a plugin is not there, or not in its package. */
export async function requireEntry(root: string, pjson: PackageJson, hint: string): Promise<void> {
  const target = commandsTarget(pjson) ?? '.';
  const file = join(root, target);
  const who = `${pjson.name} ${pjson.version}`;
  if (relative(root, file).startsWith('..')) {
    throw new RapidoError('PLUGIN', `The code of ${who} is not in its package: ${target}`, {
      hint: 'Report it to its authors.',
    });
  }
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (!isThere) throw new RapidoError('PLUGIN', `${who} is not built: there is no ${file}.`, { hint });
}

/** The file (or directory) that a plugin's commands are in, relative to its package: `./dist/index.js`. */
export function commandsTarget({ oclif }: PackageJson): string | undefined {
  const { commands } = (oclif ?? {}) as { commands?: unknown };
  const target =
    typeof commands === 'string' ? commands : (commands as { target?: unknown } | null | undefined)?.target;
  return typeof target === 'string' ? target : undefined;
}

/** A plugin's cuts, by its manifest, or by its code where it has none or `fromCode` is set; a RapidoError where that cannot be loaded. */
export async function cutsOf(root: string, { name, version }: PluginPackage, fromCode = false): Promise<CutData[]> {
  const { Plugin } = await import('@oclif/core');
  const plugin = new Plugin({ name, root, type: 'user', ignoreManifest: fromCode, errorOnManifestCreate: true });
  try {
    await blaming(name, () => withinLoadLimit(plugin.load()));
  } catch (error) {
    throw new RapidoError('PLUGIN', `The plugin ${name} ${version} cannot be loaded: ${firstLine(error)}`, {
      hint: 'Report it to its authors.',
    });
  }
  return plugin.commands.flatMap((command) => (isNamed(command['cut']) ? [command['cut']] : []));
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (!isSystemError(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'EISDIR', 'ELOOP')) throw error;
    const what = isSystemError(error, 'ENOENT', 'ENOTDIR') ? `There is no ${file}.` : `Cannot read ${file}.`;
    throw new RapidoError('USAGE', what, { hint: 'A plugin is a package; to begin one: rapido create cut NAME' });
  }
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const json = JSON.parse(text);
    return typeof json === 'object' && json !== null ? json : undefined;
  } catch {
    return undefined;
  }
}

function isNamed(data: unknown): data is CutData {
  return typeof data === 'object' && data !== null && typeof (data as { name?: unknown }).name === 'string';
}
