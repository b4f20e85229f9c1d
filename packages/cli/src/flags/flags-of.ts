import type { Command, Interfaces } from '@oclif/core';

/** All flags of a command: those of @rapido/net's are the plugin's, and with them the ones that the CLI reads for it. */
export function flagsOf(config: Interfaces.Config, command: Command.Loadable): Command.Loadable['flags'] {
  if (!('netApi' in command)) return command.flags;
  const { config: file, set, json } = config.findCommand('image:ls')?.flags ?? {};
  const common = Object.entries({ config: file, set, json }).filter((entry) => entry[1] !== undefined);
  return { ...command.flags, ...Object.fromEntries(common) } as Command.Loadable['flags'];
}
