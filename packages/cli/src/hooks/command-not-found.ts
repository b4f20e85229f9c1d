import type { Hook } from '@oclif/core';
import { RapidoError } from '@rapido/core/errors';
import { nearest } from '../text/nearest.js';

export const hook: Hook<'command_not_found'> = async ({ id, config }) => {
  const name = id.replaceAll(':', ' ');
  const names = config.commands.filter(({ hidden }) => !hidden).map((command) => command.id.replaceAll(':', ' '));
  const isCut = config.findCommand(`cut:${id}`) !== undefined;
  const [best] = isCut ? [`run ${id}`] : await nearest(name, names);
  throw new RapidoError('USAGE', `There is no command "${name}".`, {
    hint: best === undefined ? 'rapido --help' : `rapido ${best}`,
  });
};
