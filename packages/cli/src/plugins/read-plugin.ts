import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, type Interfaces, Plugin } from '@oclif/core';
import { isSystemError } from '@rapido/core/errors';
import { isObject, isText, isWords } from './check/shapes.js';
import { incompatibility } from './compatibility.js';
import { isCutData } from './cuts.js';
import type { InstalledPlugin } from './installed.js';
import { withinLoadLimit } from './load-limit.js';
import { type PackageJson, readPackage } from './package.js';

export interface Reading {
  /** Of the CLI. */
  readonly version: string;
  /** Runs what loads the code of a plugin without a manifest that describes its commands; it has none otherwise. */
  readonly runCode: ((entry: InstalledPlugin, load: () => Promise<Plugin>) => Promise<Plugin>) | undefined;
}

interface Package extends PackageJson {
  readonly oclif: Readonly<Record<string, unknown>>;
}

/**
 * A plugin as oclif wants it, made of its package.json and manifest: its code is loaded when a command of it is run, and
 * oclif's own way of loading takes thrice as long. It brings commands; hooks and topics it may have are left aside.
 * Throws an Error that says what is wrong with it.
 */
export async function readPlugin(entry: InstalledPlugin, { version, runCode }: Reading): Promise<Plugin> {
  const pjson = await packageOf(entry);
  const problemOf = async () => (pjson.rapido === undefined ? undefined : incompatibility(pjson, version));
  const manifest = await readManifest(entry, pjson);
  if (manifest !== undefined) {
    try {
      return pluginOf(entry, pjson, manifest);
    } catch (error) {
      throw (await problemOf()) ?? error; // a manifest for another Rapido may be of another shape
    }
  }
  const problem = await problemOf();
  if (problem) throw problem;
  if (runCode === undefined) return pluginOf(entry, pjson, { version: pjson.version, commands: {} });
  const load = () => withinLoadLimit(loadCode(entry, { ignoreManifest: true }));
  return pluginOf(entry, pjson, (await runCode(entry, load)).manifest);
}

/** Whether a plugin has a manifest that describes it as it is now; without one, its code has to be loaded. */
export async function hasManifest(entry: InstalledPlugin): Promise<boolean> {
  return (await readManifest(entry, await packageOf(entry))) !== undefined;
}

async function packageOf({ name, root }: InstalledPlugin): Promise<Package> {
  const pjson = await readPackage(root);
  if (pjson.name !== name) throw new Error(`The package in ${root} is ${JSON.stringify(pjson.name)} now`);
  const { topics: _, ...oclif } = isObject(pjson.oclif) ? pjson.oclif : {};
  return { ...pjson, oclif };
}

/** Undefined where there is none that describes the plugin as it is now. */
async function readManifest(entry: InstalledPlugin, pjson: Package): Promise<Interfaces.Manifest | undefined> {
  const file = join(entry.root, 'oclif.manifest.json');
  if (entry.from === 'link' && (await isOutdated(file, entry.root, pjson))) return undefined;
  const manifest = await readJson(file);
  if (manifest === undefined) return undefined;
  if (!isObject(manifest) || !isObject(manifest['commands'])) throw new Error(`${file} is no manifest`);
  if (manifest['version'] !== pjson.version) return undefined;
  return manifest as unknown as Interfaces.Manifest;
}

/** Of a plugin in the making: whether its code has been built since the manifest was written. */
async function isOutdated(manifest: string, root: string, { oclif }: Package): Promise<boolean> {
  const commands = isObject(oclif['commands']) ? oclif['commands'] : {};
  const target = isText(commands['target']) ? join(root, commands['target']) : undefined;
  const times = await Promise.all([manifest, target].map(async (file) => file && (await stat(file)).mtimeMs)).catch(
    () => [],
  );
  return Number(times[1]) > Number(times[0]);
}

function pluginOf(entry: InstalledPlugin, pjson: Package, manifest: Interfaces.Manifest): Plugin {
  const { name, root } = entry;
  const type = typeOf(entry);
  let loaded: Promise<Plugin> | undefined;
  const findCommand = async (id: string) => {
    loaded ??= loadCode(entry, {});
    return (await loaded).findCommand(id, { must: true });
  };
  const commands = Object.entries(manifest.commands).map(([id, command]) => ({
    ...checked(id, command),
    ...{ load: () => findCommand(id), pluginName: name, pluginAlias: name, pluginType: type },
  }));
  return Object.assign(new Plugin({ name, root, type }), {
    ...{ name, alias: name, version: pjson.version, root, type, pjson: pjson as unknown as Interfaces.PJSON },
    ...{ moduleType: pjson.type === 'module' ? ('module' as const) : ('commonjs' as const), hooks: {}, valid: true },
    ...{ manifest, hasManifest: true, commandIDs: Object.keys(manifest.commands) },
    ...{ commands: commands.sort((a, b) => (a.id < b.id ? -1 : 1)), findCommand: findCommand as Plugin['findCommand'] },
  });
}

/** By oclif itself. */
async function loadCode(entry: InstalledPlugin, options: { readonly ignoreManifest?: true }): Promise<Plugin> {
  const { name, root } = entry;
  const plugin = new Plugin({ name, root, type: typeOf(entry), errorOnManifestCreate: true, ...options });
  await plugin.load();
  return plugin;
}

function typeOf({ from }: InstalledPlugin): string {
  return from === 'link' ? 'link' : 'user';
}

/** A manifest can say anything; what is read of every command at every start has to be what it is expected to be. */
function checked(id: string, command: Command.Cached): Command.Cached {
  if (isObject(command)) {
    const {
      aliases = [],
      hiddenAliases = [],
      flags = {},
      args = {},
      cut,
      ...texts
    } = command as Record<string, unknown>;
    const isRight =
      command.id === id &&
      [texts['summary'], texts['description']].every((text) => text === undefined || typeof text === 'string') &&
      [aliases, hiddenAliases].every(isWords) &&
      [flags, args].every((parts) => isObject(parts) && Object.values(parts).every(isObject)) &&
      (cut === undefined || (isCutData(cut) && id === `cut:${cut.name}`));
    if (isRight) return { ...command, aliases, hiddenAliases, flags, args } as Command.Cached;
  }
  throw new Error(`Its manifest describes the command ${JSON.stringify(id)} wrongly`);
}

/** Undefined where there is no such file. Throws an Error for one that is not JSON. */
async function readJson(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${file} is not JSON`);
  }
}
