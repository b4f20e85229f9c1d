import type { Interfaces } from '@oclif/core';
import { findCut } from './cuts.js';

const HELP = ['--help', '-h'];

/**
 * The arguments of the command `cut`, where a command line is `cut NAME …` for a plugin's cut: that command is the CLI's
 * own, and the plugin's code, by which oclif would answer, is loaded only when there is something to cut.
 */
export function cutArguments(config: Interfaces.Config, argv: readonly string[]): readonly string[] | undefined {
  const [command, name = '', ...rest] = argv;
  const words = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest;
  if (command !== 'cut' || words.some((word) => HELP.includes(word))) return undefined;
  return findCut(config, name) && [name, ...rest];
}
