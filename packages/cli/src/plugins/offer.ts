import { Config, type Interfaces } from '@oclif/core';
import { canAsk, confirm } from '../process/confirm.js';
import { isSilent } from '../process/warnings.js';
import { findInCatalogue } from './catalogue.js';
import { addInstalledPlugins } from './load.js';
import { installedAs, unknownCut } from './unknown-cut.js';

/**
 * Offers to install the package that has a cut which is not there, where somebody can answer; resolves with a Config that
 * has it. Throws the error for an unknown cut where nobody can, or no package is known to have it.
 */
export async function offerCut(config: Interfaces.Config, name: string): Promise<Interfaces.Config> {
  const listed = await findInCatalogue(config, name);
  const isOffered = listed !== undefined && !isSilent() && canAsk() && !(await installedAs(config, listed));
  if (!isOffered) throw await unknownCut(config, name);
  const question = `The cut ${listed.name} is not installed: the package ${listed.package} has it. Install it now?`;
  await confirm(question, '--yes');
  const { installPlugin } = await import('./install.js');
  await installPlugin(config, listed.package, { yes: false });
  await addInstalledPlugins(config as Config);
  return Config.load(config as Config);
}
