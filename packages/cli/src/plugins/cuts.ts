import type { Command, Interfaces } from '@oclif/core';
import type { CutPlugin } from '@rapido/core';
import type { CutData } from '@rapido/kit';
import { isObject, isText, isWords, SETTING_TYPES } from './check/shapes.js';

/** A cut as a plugin's manifest describes it: known without loading the plugin's code. */
export interface KnownCut {
  readonly data: CutData;
  readonly plugin: CutPlugin;
  readonly hasPreflight: boolean;
  readonly command: Command.Loadable;
}

/** The cuts of all plugins, by name. */
export function knownCuts(config: Interfaces.Config): KnownCut[] {
  return config.commands
    .flatMap((command) => {
      const cut = knownCut(config, command);
      return cut && command.id === `cut:${cut.data.name}` ? [cut] : [];
    })
    .sort((a, b) => (a.data.name < b.data.name ? -1 : 1));
}

/**
 * The cut of that name or alias. Where several have it, it is a bundled plugin's, else that of the plugin that stands first in
 * the user's list.
 */
export function findCut(config: Interfaces.Config, name: string): KnownCut | undefined {
  const command = config.findCommand(`cut:${name}`);
  return command && knownCut(config, command);
}

/** The cuts of all plugins in their order, those too that another plugin's of the same name hides. */
export function allCuts(config: Interfaces.Config): KnownCut[] {
  return [...config.plugins.values()].flatMap((plugin) =>
    plugin.commands.flatMap((command) => {
      const cut = knownCut(config, { ...command, pluginName: plugin.name });
      return cut && command.id === `cut:${cut.data.name}` ? [cut] : [];
    }),
  );
}

/** Undefined for a command that is not a cut's, and for one whose data no kit can have written. */
export function knownCut(config: Interfaces.Config, command: Command.Loadable): KnownCut | undefined {
  const data = command['cut'];
  const plugin = config.plugins.get(command.pluginName ?? '');
  if (!isCutData(data) || plugin === undefined) return undefined;
  const { name, version, root, type } = plugin;
  return {
    data,
    plugin: { name, version, root, inDevelopment: type === 'link' },
    // Manifests of plugins that were built with an older kit do not say.
    hasPreflight: command['cutPreflight'] !== false,
    command,
  };
}

/** Whether `data` is that of a cut, as far as everything that shows cuts without their code relies on it. */
export function isCutData(data: unknown): data is CutData {
  if (!isObject(data)) return false;
  const { name, summary, aliases = [], settings = {}, kernel = {}, vm = {}, needs = [], deprecated = '' } = data;
  const { suite = {} } = data;
  return (
    [name, summary, deprecated].every((text) => typeof text === 'string') &&
    isWords(aliases) &&
    isObject(settings) &&
    Object.values(settings).every(isSetting) &&
    isObject(kernel) &&
    areWords(kernel['load'], kernel['include'], kernel['config']) &&
    isObject(vm) &&
    areWords(vm['append'], vm['devices'], vm['virtiofs']) &&
    areObjects(vm['disks'] ?? []) &&
    areObjects(needs) &&
    needs.every((need) => isText(need['cut']) && isText(need['service'])) &&
    isObject(suite)
  );
}

/** All settings there are stand side by side wherever one is looked for: one that is odd would be everybody's trouble. */
function isSetting(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { type, summary, default: standard = '', options } = value;
  return (
    SETTING_TYPES.some((known) => known === type) &&
    [summary, standard].every((text) => typeof text === 'string') &&
    areWords(options)
  );
}

function areWords(...lists: readonly unknown[]): boolean {
  return lists.every((list) => list === undefined || isWords(list));
}

function areObjects(value: unknown): value is readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) && value.every(isObject);
}
