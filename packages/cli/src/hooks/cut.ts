import type { Config, Hook } from '@oclif/core';
import type { CutRequest } from '@rapido/kit';
import Cut from '../commands/cut.js';
import { loadedCut } from '../plugins/definition.js';

declare module '@oclif/core/hooks' {
  interface Hooks {
    cut: { options: CutRequest & Record<string, unknown>; return: unknown };
  }
}

/** Answers the `rapido cut NAME` commands of all plugins: they bring the definition, everything else is here. */
export const hook: Hook<'cut'> = async ({ definition, argv, plugin, config }) => {
  const { version = '', type } = config.plugins.get(plugin.name) ?? {};
  const chosen = loadedCut(definition, { ...plugin, version, inDevelopment: type === 'link' });
  return Cut.answer(chosen, argv, config as Config);
};
