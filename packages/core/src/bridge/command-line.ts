import { quoteWord } from '../config/index.js';
import type { Command } from './types.js';

/** As one would type it. */
export function commandLine(command: Command): string {
  return command.map(quoteWord).join(' ');
}

export const ip = (...words: string[]): Command => ['ip', ...words];
