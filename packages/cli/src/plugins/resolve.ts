import type { Interfaces } from '@oclif/core';
import { isLoneCut, loadLoneCut } from '@rapido/core';
import { type ChosenCut, chooseCut, loadedCut } from './definition.js';

/** The cut that `name` means: a plugin's, by name or alias, or the file of a lone one, relative to `cwd`. */
export async function resolveCut(config: Interfaces.Config, name: string, cwd: string): Promise<ChosenCut> {
  if (!name.includes('/') && !isLoneCut(name)) return chooseCut(config, name);
  const { definition, root } = await loadLoneCut(name, cwd);
  return loadedCut(definition, { name: '-', version: '', root, inDevelopment: true });
}
