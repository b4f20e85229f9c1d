import type { Interfaces } from '@oclif/core';
import type { CutData } from '@rapido/kit';
import type { InstalledPlugin } from './installed.js';

/** A name of a cut that two plugins have. */
export interface Rival {
  /** Of a cut, or its alias. */
  readonly name: string;
  /** The other plugin. */
  readonly plugin: string;
  /** Whose cut the name means. */
  readonly winner: string;
}

/**
 * The names of the cuts of `plugin` that other plugins have too. What comes with Rapido wins; of the user's own it is the one that was
 * there first, in `installed`, in which `plugin` is.
 */
export function rivals(
  config: Interfaces.Config,
  plugin: string,
  cuts: readonly CutData[],
  installed: readonly InstalledPlugin[],
): Rival[] {
  const place = (name: string) => installed.findIndex((entry) => entry.name === name);
  return cuts
    .flatMap(({ name, aliases = [] }) => [name, ...aliases])
    .flatMap((name) => {
      const other = ownerOf(config, name, plugin);
      if (other === undefined) return [];
      const isFirst = other.type === 'core' || place(other.name) < place(plugin);
      return [{ name, plugin: other.name, winner: isFirst ? other.name : plugin }];
    });
}

/** For people. */
export function describeRival({ name, plugin, winner }: Rival): string {
  return winner === plugin
    ? `The cut ${name} is in ${plugin} too, which has it: by that name this one cannot be reached.`
    : `The cut ${name} is in ${plugin} too, which is left without that name.`;
}

function ownerOf(config: Interfaces.Config, name: string, except: string): Interfaces.Plugin | undefined {
  const id = `cut:${name}`;
  return [...config.plugins.values()].find(
    (plugin) =>
      plugin.name !== except &&
      plugin.commands.some((command) => [command.id, ...command.aliases, ...command.hiddenAliases].includes(id)),
  );
}
