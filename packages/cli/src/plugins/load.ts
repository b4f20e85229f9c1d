import type { Command, Config, Interfaces, Plugin } from '@oclif/core';
import { warn } from '../process/warnings.js';
import { firstLine } from '../text/first-line.js';
import { printable } from '../text/printable.js';
import { blaming } from './blame.js';
import { incompatibility, type PluginPackage } from './compatibility.js';
import { type InstalledPlugin, readInstalled } from './installed.js';
import { type Reading, readPlugin } from './read-plugin.js';

/**
 * Adds the user's plugins to those that `config` has. Each is on its own: one that cannot be loaded costs a line that
 * names it, and nothing else. They bring commands; their hooks are never run. Resolves with whether there are any; their
 * commands are those of a Config that is then loaded from this one.
 *
 * `repair`: for the commands that list, mend and remove plugins; they say themselves what is wrong with one, and no code
 * of a plugin can keep them from it.
 */
export async function addInstalledPlugins(
  config: Config,
  { repair = false }: { readonly repair?: boolean } = {},
): Promise<boolean> {
  const installed = await installedOrWarn(config.dataDir, repair);
  const runCode: Reading['runCode'] = repair ? undefined : ({ name }, load) => blaming(name, load);
  const readings = await Promise.allSettled(
    installed.map((entry) => readPlugin(entry, { version: config.version, runCode })),
  );
  const bundled = [...config.plugins.values()];
  for (const [index, reading] of readings.entries()) {
    const problem = reading.status === 'rejected' ? firstLine(reading.reason) : intrusion(reading.value, bundled);
    if (problem !== undefined && !repair) warn(leftOut(installed[index] as InstalledPlugin, problem));
    if (problem !== undefined || reading.status === 'rejected') continue;
    if (await replaces(reading.value, config)) config.plugins.set(reading.value.name, reading.value);
  }
  return installed.length > 0;
}

/** A command `run:x` would be taken for the command `run` with its first argument; cuts alone are commands below one. */
function intrusion({ name, commands }: Plugin, bundled: readonly Interfaces.Plugin[]): string | undefined {
  const others = bundled.filter((plugin) => plugin.name !== name);
  const taken = new Set(others.flatMap((plugin) => plugin.commands.flatMap(idsOf)).filter((id) => id !== 'cut'));
  const isBelow = (id: string) => {
    const words = id.split(':');
    return words.some((_, length) => taken.has(words.slice(0, length).join(':')));
  };
  const found = commands.flatMap(idsOf).find(isBelow);
  return found === undefined
    ? undefined
    : `Its command "${found.replaceAll(':', ' ')}" would be taken for Rapido's own`;
}

function idsOf({ id, aliases, hiddenAliases }: Command.Loadable): string[] {
  return [id, ...aliases, ...hiddenAliases];
}

async function installedOrWarn(dataDir: string, silent: boolean): Promise<readonly InstalledPlugin[]> {
  try {
    return await readInstalled(dataDir);
  } catch (error) {
    if (!silent) warn(`No plugin of yours is loaded: ${firstLine(error)} What to do: rapido plugins`);
    return [];
  }
}

function leftOut({ name }: InstalledPlugin, why: string): string {
  const end = /[.!?]$/.test(why) ? '' : '.';
  return printable(`The plugin ${name} is left out: ${why}${end} To remove it: rapido plugins uninstall ${name}`);
}

/**
 * A linked or newer cut plugin takes the place of the bundled one, if it is made for this Rapido; nothing takes that of
 * the CLI.
 */
async function replaces(plugin: Plugin, config: Config): Promise<boolean> {
  const bundled = config.plugins.get(plugin.name);
  if (bundled === undefined) return true;
  if (bundled.isRoot) return false;
  if (await incompatibility(plugin.pjson as PluginPackage, config.version)) return false;
  if (plugin.type === 'link') return true;
  const { gt, valid } = await import('semver');
  return valid(plugin.version) !== null && gt(plugin.version, bundled.version);
}
