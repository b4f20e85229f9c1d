import type { Interfaces } from '@oclif/core';
import type { CutPlugin } from '@rapido/core';
import { RapidoError } from '@rapido/core/errors';
import type { CutData, CutDefinition } from '@rapido/kit';
import { firstLine } from '../text/first-line.js';
import { printable } from '../text/printable.js';
import { blame, blaming } from './blame.js';
import { apiDeprecation, incompatibility, type PluginPackage } from './compatibility.js';
import { findCut, type KnownCut } from './cuts.js';
import { withinLoadLimit } from './load-limit.js';
import { unknownCut } from './unknown-cut.js';

/** A cut with what loads its functions, and the plugin that it comes from. */
export interface ChosenCut {
  readonly cut: CutData;
  load(): Promise<CutDefinition>;
  /** False: it has none, so nothing needs to be loaded for it. */
  readonly hasPreflight: boolean;
  readonly plugin: CutPlugin;
}

/** A cut whose code has been loaded already. */
export function loadedCut(definition: CutDefinition, plugin: CutPlugin): ChosenCut {
  return { cut: definition, load: async () => definition, hasPreflight: definition.preflight !== undefined, plugin };
}

/**
 * The cut of a plugin by its name; none of an installed plugin's code is loaded yet. On a terminal, one that is not installed but
 * known to be in a package is offered. Throws a RapidoError for an unknown name and for a plugin that is made for another Rapido.
 */
export async function chooseCut(cli: Interfaces.Config, name: string): Promise<ChosenCut> {
  const config = findCut(cli, name) ? cli : await (await import('./offer.js')).offerCut(cli, name);
  const known = findCut(config, name);
  if (known === undefined) throw await unknownCut(config, name);
  await checkCompatible(config, known);
  await tellDeprecations(config, known);
  const { data, plugin, hasPreflight } = known;
  // Of a plugin in the making its code has the last word, not a manifest that may be older.
  const cut = plugin.inDevelopment ? await loadDefinition(known) : data;
  return { cut, load: () => loadDefinition(known), hasPreflight, plugin };
}

/** Says once a day what its users should go on to. */
async function tellDeprecations(config: Interfaces.Config, { data, plugin }: KnownCut): Promise<void> {
  const { pjson, type } = config.plugins.get(plugin.name) ?? {};
  const texts = [
    type === 'core' ? undefined : apiDeprecation(pjson as PluginPackage, config.version),
    data.deprecated === undefined ? undefined : `The cut ${data.name} is deprecated: ${data.deprecated}`,
  ].filter((text) => text !== undefined);
  if (texts.length === 0) return;
  const { tellOnceADay } = await import('./deprecations.js');
  for (const text of texts) await tellOnceADay(printable(text));
}

/** Throws where the plugin of a cut is made for another Rapido. */
export async function checkCompatible(config: Interfaces.Config, { plugin }: KnownCut): Promise<void> {
  const { pjson, isRoot, type } = config.plugins.get(plugin.name) ?? {};
  const problem = isRoot || type === 'core' ? undefined : await incompatibility(pjson as PluginPackage, config.version);
  if (problem) throw problem;
}

async function loadDefinition({ data, plugin, command }: KnownCut): Promise<CutDefinition> {
  let loaded: unknown;
  try {
    loaded = await blaming(plugin.name, () => withinLoadLimit(command.load()));
    blame(plugin.name); // for what its functions do
  } catch (error) {
    throw new RapidoError(
      'PLUGIN',
      `The plugin ${plugin.name} ${plugin.version} cannot be loaded: ${firstLine(error)}`,
      {
        hint: `Report it to its authors. To do without it: rapido plugins uninstall ${plugin.name}`,
        cause: error,
      },
    );
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
