import type { Interfaces } from '@oclif/core';
import { RapidoError } from '@rapido/core/errors';
import { nearest } from '../text/nearest.js';
import { findInCatalogue, readCatalogue } from './catalogue.js';
import { shortName } from './names.js';
import type { PluginSpec } from './spec.js';

/** `work`'s result; where the registry does not have this project's package `spec`, the error says which one may be meant. */
export async function withSuggestion<T>(
  config: Interfaces.Config,
  { name, isOwn }: PluginSpec,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isOwn || name === undefined || !RapidoError.is(error) || error.outcome !== 'usage') throw error;
    const hint = await suggestion(config, name);
    throw hint === undefined ? error : new RapidoError('USAGE', error.message, { hint });
  }
}

/** It may be the name of a cut, or a slip. */
async function suggestion(config: Interfaces.Config, name: string): Promise<string | undefined> {
  const word = shortName(name);
  const packages = [...new Set((await readCatalogue(config)).map((cut) => cut.package))];
  if (packages.includes(name)) return undefined;
  const owner = (await findInCatalogue(config, word))?.package;
  if (owner !== undefined) return `The cut ${word} is in ${owner}: rapido plugins install ${shortName(owner)}`;
  const [best] = await nearest(word, packages.map(shortName));
  return best === undefined ? undefined : `rapido plugins install ${best}`;
}
