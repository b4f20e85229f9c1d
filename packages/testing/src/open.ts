import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type CutPlugin, isLoneCut, loadLoneCut } from '@rapido/core';
import { CUT_API, type CutCommand, type CutDefinition } from '@rapido/kit';
import { checkCommands, cutCommandsOf } from './check-commands.js';

/** A plugin's package, read as rapido reads it. */
export interface Plugin extends CutPlugin {
  /** In the order in which it exports them. */
  readonly cuts: readonly Cut[];
}

/** A cut to be tested. */
export interface Cut {
  readonly name: string;
  readonly definition: CutDefinition;
  readonly plugin: CutPlugin;
  /** What `rapido run` is given: its name, or the file of a lone one. */
  readonly argument: string;
}

export interface OpenOptions {
  /**
   * What the plugin's module exports as `commands`, where it is not to be read from its package's entry: sources that a
   * test runner compiles. What runs the real rapido runs what is built, all the same.
   */
  readonly commands?: Readonly<Record<string, CutCommand>>;
}

/**
 * Reads a plugin. `where` is its package, or any file in it: `import.meta.url` of a test. Throws what rapido would refuse
 * about it, all of it at once.
 */
export async function openPlugin(where: string | URL, { commands }: OpenOptions = {}): Promise<Plugin> {
  const root = packageAround(where);
  const pjson = await readPackage(root);
  const { name, version } = pjson;
  const found = commands ?? (await importCommands(root, pjson));
  refuse(name, [...checkPackage(pjson), ...checkCommands(found, root)]);
  const plugin: CutPlugin = { name, version, root, inDevelopment: true };
  const cuts = cutCommandsOf(found).map(([, { cut }]) => cutOf(cut, plugin, cut.name));
  return { ...plugin, cuts };
}

/** The cut `name` of the plugin that `where` lies in, as `openPlugin` reads it. */
export async function openCut(where: string | URL, name: string, options: OpenOptions = {}): Promise<Cut> {
  const { name: plugin, cuts } = await openPlugin(where, options);
  const cut = cuts.find((one) => one.name === name);
  if (cut !== undefined) return cut;
  throw new Error(`${plugin} has no cut ${name}; it has: ${cuts.map((one) => one.name).join(', ') || 'none'}.`);
}

/** A cut that is a single file, `.js` or `.fest`, without any package. */
export async function openCutFile(file: string | URL): Promise<Cut> {
  const path = pathOf(file);
  if (!isLoneCut(path)) throw new Error(`${path} is no cut: its name ends in neither .js, .mjs nor .fest.`);
  const { definition, root } = await loadLoneCut(path, process.cwd());
  return cutOf(definition, { name: '-', version: '', root, inDevelopment: true }, path);
}

function cutOf(definition: CutDefinition, plugin: CutPlugin, argument: string): Cut {
  return { name: definition.name, definition, plugin, argument };
}

interface Package {
  readonly name: string;
  readonly version: string;
  readonly rapido?: { readonly api?: unknown };
  readonly oclif?: { readonly commands?: { strategy?: unknown; target?: unknown; identifier?: unknown } };
}

function pathOf(where: string | URL): string {
  return String(where).startsWith('file:') ? fileURLToPath(where) : resolve(String(where));
}

function packageAround(where: string | URL): string {
  const path = pathOf(where);
  const start = statSync(path, { throwIfNoEntry: false })?.isDirectory() ? path : dirname(path);
  for (let directory = start; ; directory = dirname(directory)) {
    if (existsSync(join(directory, 'package.json'))) return directory;
    if (directory === dirname(directory)) throw new Error(`There is no package.json in ${start}, nor above it.`);
  }
}

async function readPackage(root: string): Promise<Package> {
  const file = join(root, 'package.json');
  const pjson: Partial<Package> = JSON.parse(await readFile(file, 'utf8'));
  if (typeof pjson.name === 'string' && typeof pjson.version === 'string') return pjson as Package;
  throw new Error(`${file} has no name or no version.`);
}

function checkPackage({ rapido, oclif }: Package): string[] {
  const { strategy, target, identifier } = oclif?.commands ?? {};
  const explicit = strategy === 'explicit' && typeof target === 'string' && typeof identifier === 'string';
  return [
    ...(rapido?.api === CUT_API ? [] : [`its package.json has to say "rapido": { "api": ${CUT_API} }`]),
    ...(explicit
      ? []
      : [
          'its package.json has to say "oclif": { "commands": { "strategy": "explicit", "target": "./FILE.js", "identifier": "commands" } }',
        ]),
  ];
}

async function importCommands(root: string, { name, oclif }: Package): Promise<Record<string, CutCommand>> {
  const { target, identifier } = oclif?.commands ?? {};
  if (typeof target !== 'string') return {};
  const file = resolve(root, target);
  if (!existsSync(file)) throw new Error(`${name} is not built: there is no ${file}, which its package.json names.`);
  const module: Record<string, Record<string, CutCommand>> = await import(pathToFileURL(file).href);
  return module[String(identifier)] ?? {};
}

function refuse(name: string, faults: readonly string[]): void {
  if (faults.length > 0) throw new Error([`rapido would refuse ${name}:`, ...faults].join('\n  '));
}
