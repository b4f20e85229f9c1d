import type { Interfaces } from '@oclif/core';
import { isLoneCut, loadLoneCut } from '@rapido/core';
import { type LoadedCut, loadCut } from './definition.js';

/** The cut that `name` means: a plugin's, by name or alias, or the file of a lone one, relative to `cwd`. */
export async function resolveCut(config: Interfaces.Config, name: string, cwd: string): Promise<LoadedCut> {
  if (!name.includes('/') && !isLoneCut(name)) return loadCut(config, name);
  const { definition, root } = await loadLoneCut(name, cwd);
  return { definition, plugin: { name: '-', version: '', root } };
}
