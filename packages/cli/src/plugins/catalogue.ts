import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Interfaces } from '@oclif/core';
import { isSystemError } from '@rapido/core/errors';
import type { CutData } from '@rapido/kit';

/** A cut of a package that can be installed, as the catalogue of this Rapido describes it. */
export interface CatalogueCut extends Pick<CutData, 'name' | 'summary' | 'needs'> {
  readonly aliases: readonly string[];
  /** Names of the settings that it reads. */
  readonly settings: readonly string[];
  readonly package: string;
}

/**
 * The cuts of this project's packages that do not come with the CLI, whether they are installed or not: those that the
 * build of the CLI knew.
 */
export async function readCatalogue({ root }: Pick<Interfaces.Config, 'root'>): Promise<readonly CatalogueCut[]> {
  try {
    return JSON.parse(await readFile(join(root, 'catalogue.json'), 'utf8')).cuts;
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  }
}

/** The one of that name or alias. */
export async function findInCatalogue(
  config: Pick<Interfaces.Config, 'root'>,
  name: string,
): Promise<CatalogueCut | undefined> {
  const cuts = await readCatalogue(config);
  return cuts.find((cut) => cut.name === name) ?? cuts.find(({ aliases }) => aliases.includes(name));
}
