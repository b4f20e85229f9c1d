import { realpath } from 'node:fs/promises';
import type { Interfaces } from '@oclif/core';
import { isSystemError, RapidoError } from '@rapido/core/errors';
import type { InstalledPlugin } from './installed.js';
import { cutsOf, readPackage, requireEntry, requirePlugin } from './package.js';
import { type Rival, rivals } from './rivals.js';
import { changeInstalled, listOf } from './store.js';

export interface LinkedPlugin extends InstalledPlugin {
  readonly version: string;
  /** Names of its cuts. */
  readonly cuts: readonly string[];
  readonly rivals: readonly Rival[];
  /** What the user had of that name until now: `the installed one`, or a directory. */
  readonly replaced?: string;
}

/** Lists the package in the directory `path` as a plugin of the user's, in the place of any of that name. It has to be built, and to load. */
export async function linkPlugin(config: Interfaces.Config, path: string): Promise<LinkedPlugin> {
  const root = await realpath(path).catch((error) => {
    if (!isSystemError(error, 'ENOENT', 'ENOTDIR')) throw error;
    throw new RapidoError('USAGE', `There is no directory ${path}.`);
  });
  const pjson = await readPackage(root);
  await requirePlugin(pjson, config.version);
  await requireEntry(root, pjson, 'In its directory: npm install && npm run build');
  const cuts = await cutsOf(root, pjson, true);
  const { name, version } = pjson;
  const entry: InstalledPlugin = { name, root, from: 'link' };
  const before = (await listOf(config.dataDir)).find((plugin) => plugin.name === name);
  await changeInstalled(config.dataDir, (plugins) => withPlugin(plugins, entry));
  return {
    ...entry,
    version,
    cuts: cuts.map((cut) => cut.name),
    rivals: rivals(config, name, cuts, await listOf(config.dataDir)),
    ...(before && before.root !== root ? { replaced: before.from === 'link' ? before.root : 'the installed one' } : {}),
  };
}

/** The list with a plugin in the place of that of its name, or else at the end. */
export function withPlugin(plugins: readonly InstalledPlugin[], entry: InstalledPlugin): InstalledPlugin[] {
  return plugins.some(({ name }) => name === entry.name)
    ? plugins.map((plugin) => (plugin.name === entry.name ? entry : plugin))
    : [...plugins, entry];
}
