import { join } from 'node:path';
import { RapidoError } from '@rapido/core/errors';
import { commandsFaults, cutsOf } from './check/cuts.js';
import { packageFaults } from './check/package.js';
import { loadCommands } from './entry.js';
import { faultsError, MANIFEST_FILE, writeManifest } from './manifest.js';

export interface PreparedPackage {
  readonly name: string;
  readonly version: string;
  readonly cuts: readonly string[];
  /** Path of its manifest. */
  readonly file: string;
}

/**
 * Checks the plugin's package in `root`, which is built, as one that others are to install, and writes its manifest if `write` is
 * set. Throws a RapidoError for all that is wrong at once.
 */
export async function preparePackage(root: string, { write }: { readonly write: boolean }): Promise<PreparedPackage> {
  const { pjson, commands } = await loadCommands(root);
  if (commands === undefined) throw new RapidoError('USAGE', `${pjson.name} is no plugin.`);
  const faults = [
    ...(await packageFaults(root, { ...pjson }, commands)),
    ...(await commandsFaults(commands, root, pjson.rapido)),
  ];
  if (faults.length > 0) throw faultsError(pjson.name, faults);
  if (write) await writeManifest(root);
  const cuts = cutsOf(commands).map(({ name }) => String(name));
  return { name: pjson.name, version: pjson.version, cuts, file: join(root, MANIFEST_FILE) };
}
