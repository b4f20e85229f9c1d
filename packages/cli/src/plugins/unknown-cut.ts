import type { Interfaces } from '@oclif/core';
import { RapidoError } from '@rapido/core/errors';
import { nearest } from '../text/nearest.js';
import { type CatalogueCut, findInCatalogue, readCatalogue } from './catalogue.js';
import { knownCuts } from './cuts.js';
import { type InstalledPlugin, readInstalled } from './installed.js';

/** The error for a cut that no plugin has which is loaded: which package has it, or which cut may be meant. */
export async function unknownCut(config: Interfaces.Config, name: string): Promise<RapidoError> {
  const listed = await findInCatalogue(config, name);
  if (listed !== undefined) return notInstalled(listed, await installedAs(config, listed));
  const names = [...knownCuts(config).map(({ data }) => data), ...(await readCatalogue(config))];
  const words = new Set(names.flatMap((cut) => [cut.name, ...(cut.aliases ?? [])]));
  const [best, ...others] = await nearest(name, [...words]);
  const also = others.length === 0 ? '' : ` (or ${others.join(', ')})`;
  return new RapidoError('UNKNOWN_CUT', `There is no cut "${name}".`, {
    hint: best === undefined ? 'rapido list, for all cuts there are' : `${best}${also}; rapido list shows all cuts`,
  });
}

/** The user's plugin that ought to have a cut of the catalogue, where there is one. */
export async function installedAs(
  { dataDir }: Pick<Interfaces.Config, 'dataDir'>,
  cut: CatalogueCut,
): Promise<InstalledPlugin | undefined> {
  const plugins = await readInstalled(dataDir).catch(() => []); // a damaged list has been warned of
  return plugins.find((plugin) => plugin.name === cut.package);
}

function notInstalled({ name, package: owner }: CatalogueCut, plugin: InstalledPlugin | undefined): RapidoError {
  if (plugin === undefined) {
    return new RapidoError('UNKNOWN_CUT', `The cut ${name} is not installed: the package ${owner} has it.`, {
      hint: `rapido plugins install ${owner}`,
    });
  }
  const place = plugin.from === 'link' ? `linked from ${plugin.root}` : 'installed';
  return new RapidoError('UNKNOWN_CUT', `The cut ${name} is of ${owner}, which is ${place}, but does not bring it.`, {
    hint: plugin.from === 'link' ? 'Build it there.' : `rapido plugins update ${owner}`,
  });
}
