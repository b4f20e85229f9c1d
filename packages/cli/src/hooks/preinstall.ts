import type { Hook } from '@oclif/core';
import { RapidoError } from '@rapido/core/errors';
import { warn } from '../process/warnings.js';

/**
 * Before `rapido plugins install`. A short name stands for `@rapido/cut-NAME`; where that cannot be found, oclif would
 * go on to install the npm package NAME, which is anybody's.
 */
export const hook: Hook<'plugins:preinstall'> = async ({ plugin }) => {
  if (plugin.type === 'npm' && !plugin.name.startsWith('@')) {
    throw new RapidoError(
      'USAGE',
      `There is no package @rapido/cut-${plugin.name} in the npm registry, or it cannot be reached.`,
      {
        hint: `a plugin's full name (@scope/name), or the address of its package (https://…/${plugin.name}-1.0.0.tgz)`,
      },
    );
  }
  const name = plugin.type === 'npm' ? plugin.name : plugin.url;
  if (!name.startsWith('@rapido/')) warn(`${name} is not of the Rapido project; its code will run as you.`);
};
