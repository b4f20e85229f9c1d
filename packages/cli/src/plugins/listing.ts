import type { Interfaces } from '@oclif/core';
import { RapidoError } from '@rapido/core/errors';
import { incompatibility } from './compatibility.js';
import type { InstalledPlugin } from './installed.js';
import { cutsOf, readPackage } from './package.js';
import { describeSpec } from './spec.js';

/** A plugin of the user's, as far as it can be told without running its code. */
export interface ListedPlugin extends InstalledPlugin {
  readonly version?: string;
  readonly description?: string;
  /** Names of its cuts. */
  readonly cuts: readonly string[];
  /** Why it cannot be used. */
  readonly problem?: string;
}

/** Looks at an installed plugin on disk; whatever is wrong with it is told, not thrown. */
export async function listPlugin(config: Interfaces.Config, plugin: InstalledPlugin): Promise<ListedPlugin> {
  const { spec } = plugin;
  const entry = spec === undefined ? plugin : { ...plugin, spec: describeSpec(spec) };
  try {
    const pjson = await readPackage(entry.root);
    const { version, description } = pjson;
    const about = { ...entry, version, ...(typeof description === 'string' ? { description } : {}) };
    const problem = await incompatibility(pjson, config.version);
    if (problem) return { ...about, cuts: cutsIn(config, entry.name), problem: problem.message };
    return { ...about, cuts: (await cutsOf(entry.root, pjson)).map(({ name }) => name) };
  } catch (error) {
    if (!RapidoError.is(error)) throw error;
    return { ...entry, cuts: [], problem: error.message };
  }
}

/** By what has been loaded of it already. */
function cutsIn(config: Interfaces.Config, name: string): string[] {
  const ids = config.plugins.get(name)?.commands.map(({ id }) => id) ?? [];
  return ids.flatMap((id) => (id.startsWith('cut:') ? [id.slice('cut:'.length)] : []));
}
