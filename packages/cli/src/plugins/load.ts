import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Config, Plugin } from '@oclif/core';
import { warn } from '../process/warnings.js';
import { incompatibility, type PluginPackage } from './compatibility.js';
import { type InstalledPlugin, readInstalled } from './installed.js';

/** A plugin whose module does not finish loading within this time is left out. */
const LOAD_LIMIT = 10_000;

/**
 * Adds the user's plugins to those that `config` has. Each is on its own: one that cannot be loaded costs a warning
 * that names it, and nothing else. They bring commands; their hooks are never run. Resolves with whether there are any;
 * their commands are those of a Config that is then loaded from this one.
 */
export async function addInstalledPlugins(config: Config): Promise<boolean> {
  const installed = await installedOrWarn(config.dataDir);
  const loaded = await Promise.all(installed.map((entry) => loadOrWarn(entry, config)));
  for (const plugin of loaded) if (plugin && (await replaces(plugin, config))) config.plugins.set(plugin.name, plugin);
  return installed.length > 0;
}

async function installedOrWarn(dataDir: string): Promise<readonly InstalledPlugin[]> {
  try {
    return await readInstalled(dataDir);
  } catch (error) {
    warn(`No plugin of yours is loaded: ${(error as Error).message}`);
    return [];
  }
}

async function loadOrWarn(entry: InstalledPlugin, config: Config): Promise<Plugin | undefined> {
  try {
    return await withinLimit(load(entry, config));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    warn(
      `The plugin ${entry.name} is left out: ${message.split('\n')[0]}\n  Remove it: rapido plugins uninstall ${entry.name}`,
    );
    return undefined;
  }
}

async function load({ name, root, from }: InstalledPlugin, config: Config): Promise<Plugin> {
  const pjson: PluginPackage = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const problem = pjson.rapido === undefined ? undefined : await incompatibility(pjson, config.version);
  if (problem && !(await hasManifest(root))) throw problem;
  const plugin = new Plugin({ name, root, type: from === 'link' ? 'link' : 'user' });
  await plugin.load();
  plugin.hooks = {};
  checkCommands(plugin);
  return plugin;
}

async function hasManifest(root: string): Promise<boolean> {
  try {
    await access(join(root, 'oclif.manifest.json'));
    return true;
  } catch {
    return false;
  }
}

/** A manifest can say anything; what oclif reads of every command at every start has to be what it expects. */
function checkCommands(plugin: Plugin): void {
  const isNames = (value: unknown) =>
    value === undefined || (Array.isArray(value) && value.every((v) => typeof v === 'string'));
  for (const { id, aliases, hiddenAliases } of plugin.commands) {
    if (typeof id !== 'string' || !isNames(aliases) || !isNames(hiddenAliases)) {
      throw new Error(`its manifest describes the command ${JSON.stringify(id)} wrongly`);
    }
  }
}

async function withinLimit<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it did not load within ${LOAD_LIMIT / 1000} seconds`)), LOAD_LIMIT);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * A linked or newer cut plugin takes the place of the bundled one, if it is made for this Rapido; nothing takes that of
 * the CLI and its machinery.
 */
async function replaces(plugin: Plugin, config: Config): Promise<boolean> {
  const bundled = config.plugins.get(plugin.name);
  if (bundled === undefined) return true;
  if (bundled.isRoot || bundled.name.startsWith('@oclif/')) return false;
  if (await incompatibility(plugin.pjson as PluginPackage, config.version)) return false;
  if (plugin.type === 'link') return true;
  const { gt } = await import('semver');
  return gt(plugin.version, bundled.version);
}
