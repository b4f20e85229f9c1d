import type { Interfaces } from '@oclif/core';
import { RapidoError } from '@rapido/core/errors';
import type { CutDefinition } from '@rapido/kit';
import { nearest } from '../text/nearest.js';
import { incompatibility, type PluginPackage } from './compatibility.js';
import { findCut, type KnownCut, knownCuts } from './cuts.js';

/** A cut with its functions, and the plugin that it comes from. */
export interface LoadedCut {
  readonly definition: CutDefinition;
  readonly plugin: { readonly name: string; readonly version: string; readonly root: string };
}

/** Loads the plugin that has the cut `name`. Throws a RapidoError for an unknown name and for a plugin's trouble. */
export async function loadCut(config: Interfaces.Config, name: string): Promise<LoadedCut> {
  const cut = findCut(config, name);
  if (cut === undefined) throw await unknownCut(config, name);
  await checkCompatible(config, cut);
  return { definition: await loadDefinition(cut), plugin: cut.plugin };
}

/** Throws where the plugin of a cut is made for another Rapido. */
export async function checkCompatible(config: Interfaces.Config, { plugin }: KnownCut): Promise<void> {
  const { pjson, isRoot } = config.plugins.get(plugin.name) ?? {};
  const problem = isRoot ? undefined : await incompatibility(pjson as PluginPackage, config.version);
  if (problem) throw problem;
}

async function loadDefinition({ data, plugin, command }: KnownCut): Promise<CutDefinition> {
  let loaded: unknown;
  try {
    loaded = await command.load();
  } catch (error) {
    throw new RapidoError('PLUGIN', `The plugin ${plugin.name} ${plugin.version} cannot be loaded: ${String(error)}`, {
      hint: `Report it to its authors. To do without it: rapido plugins uninstall ${plugin.name}`,
      cause: error,
    });
  }
  const definition = (loaded as { cut?: Partial<CutDefinition> }).cut;
  if (typeof definition?.manifest === 'function') return definition as CutDefinition;
  throw new RapidoError(
    'PLUGIN',
    `The cut ${data.name} of ${plugin.name} ${plugin.version} has no manifest function.`,
    {
      hint: 'Report it to its authors.',
    },
  );
}

async function unknownCut(config: Interfaces.Config, name: string): Promise<RapidoError> {
  const names = knownCuts(config).flatMap(({ data }) => [data.name, ...(data.aliases ?? [])]);
  const [best, ...others] = await nearest(name, names);
  const also = others.length === 0 ? '' : ` (or ${others.join(', ')})`;
  return new RapidoError('UNKNOWN_CUT', `There is no cut "${name}".`, {
    hint: best === undefined ? 'rapido list, for all cuts there are' : `${best}${also}; rapido list shows all cuts`,
  });
}
