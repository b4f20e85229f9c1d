import type { Command, Interfaces } from '@oclif/core';
import type { CutPlugin } from '@rapido/core';
import type { CutData } from '@rapido/kit';
import { isObject, isText, isWords } from './check/shapes.js';

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

/** The cut of that name or alias. */
export function findCut(config: Interfaces.Config, name: string): KnownCut | undefined {
  const command = config.findCommand(`cut:${name}`);
  return command && knownCut(config, command);
}

/** A name or alias that several cuts have. */
export interface DuplicateCut {
  readonly name: string;
  /** What it stands for: a bundled plugin's cut before all others, then that of the plugin that was installed first. */
  readonly used: CutOfPlugin;
  /** The cuts that cannot be reached by it. */
  readonly others: readonly CutOfPlugin[];
}

export interface CutOfPlugin {
  readonly cut: string;
  readonly plugin: string;
}

/** All names and aliases that more than one cut has, sorted. */
export function duplicateCuts(config: Interfaces.Config): DuplicateCut[] {
  const owners = new Map<string, CutOfPlugin[]>();
  for (const { data, plugin } of allCuts(config)) {
    for (const name of new Set([data.name, ...(data.aliases ?? [])])) {
      owners.set(name, [...(owners.get(name) ?? []), { cut: data.name, plugin: plugin.name }]);
    }
  }
  return [...owners]
    .filter(([, all]) => all.length > 1)
    .map(([name, all]) => {
      const known = findCut(config, name);
      const isUsed = ({ cut, plugin }: CutOfPlugin) => cut === known?.data.name && plugin === known.plugin.name;
      const used = all.find(isUsed) ?? (all[0] as CutOfPlugin);
      return { name, used, others: all.filter((one) => one !== used) };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
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
  return (
    [name, summary, deprecated].every((text) => typeof text === 'string') &&
    isWords(aliases) &&
    isObject(settings) &&
    Object.values(settings).every((setting) => isObject(setting) && isText(setting['type'])) &&
    isObject(kernel) &&
    [kernel['load'], kernel['include'], kernel['config']].every((words) => words === undefined || isWords(words)) &&
    isObject(vm) &&
    Array.isArray(needs) &&
    needs.every((need) => isObject(need) && isText(need['cut']))
  );
}
