import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Interfaces } from '@oclif/core';
import { isSystemError, RapidoError } from '@rapido/core/errors';
import { commandsFaults } from './check/cuts.js';
import { loadCommands } from './entry.js';

/** Where a package's commands and cuts are described, for `rapido` to know them without loading their code. */
export const MANIFEST_FILE = 'oclif.manifest.json';

export interface WrittenManifest {
  /** Its path. */
  readonly file: string;
  /** False: it was there already as it is. */
  readonly changed: boolean;
  readonly manifest: Interfaces.Manifest;
}

/**
 * Writes the `oclif.manifest.json` of the package in `root` from its built code, which is loaded. Throws a RapidoError PLUGIN
 * where the code is not built, does not load or exports no cuts, and for all that is wrong with the definitions at once.
 */
export async function writeManifest(root: string): Promise<WrittenManifest> {
  const manifest = await makeManifest(root);
  const file = join(root, MANIFEST_FILE);
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  if (text === (await textOf(file))) return { file, changed: false, manifest };
  await writeFile(`${file}.new`, text);
  await rename(`${file}.new`, file);
  return { file, changed: true, manifest };
}

/** What `writeManifest` writes. */
export async function makeManifest(root: string): Promise<Interfaces.Manifest> {
  const { pjson, commands } = await loadCommands(root);
  const faults = commands === undefined ? [] : await commandsFaults(commands, root, pjson.rapido);
  if (faults.length > 0) throw faultsError(pjson.name, faults);
  const { Plugin, settings } = await import('@oclif/core');
  settings.enableAutoTranspile = false;
  const plugin = new Plugin({
    root,
    type: 'core',
    ignoreManifest: true,
    errorOnManifestCreate: true,
    respectNoCacheDefault: true,
  });
  await plugin.load();
  const { commands: described, ...rest } = plugin.manifest;
  // In no order of its own: oclif finds the files of commands in whatever order the directory has them.
  const sorted = Object.entries(described).sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...rest, commands: Object.fromEntries(sorted) };
}

/** One error for everything that is wrong with a plugin's package. */
export function faultsError(name: string, faults: readonly string[]): RapidoError {
  const lines = faults.length === 1 ? ` ${faults[0]}` : faults.map((fault) => `\n  ${fault}`).join('');
  return new RapidoError('PLUGIN', `The package ${name} is not right:${lines}`, {
    hint: "What a plugin is made of: docs/plugins.md, in Rapido's sources",
  });
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}
