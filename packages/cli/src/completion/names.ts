import type { Interfaces } from '@oclif/core';
import { type CommandLine, typedCommands } from './command-line.js';
import type { Candidate } from './types.js';

/** The commands and topics that could follow those of the line. */
export function nameCompletions(config: Interfaces.Config, { path, positionals }: CommandLine): Candidate[] {
  return positionals.length > 0 ? [] : namesBelow(config, path);
}

/** The commands and topics one word below a topic or command; of all, where there are no words. */
export function namesBelow(config: Interfaces.Config, path: readonly string[]): Candidate[] {
  const start = path.map((word) => `${word}:`).join('');
  const names = new Map<string, string>();
  for (const { id, aliases, summary = '' } of typedCommands(config)) {
    if (!id.startsWith(start) || aliases.includes(id)) continue;
    const [name = '', ...more] = id.slice(start.length).split(':');
    if (more.length === 0) names.set(name, summary);
    else if (!names.has(name)) names.set(name, config.findTopic(`${start}${name}`)?.description ?? '');
  }
  return [...names]
    .map(([value, description]) => ({ value, description }))
    .sort((a, b) => (a.value < b.value ? -1 : 1));
}
