import type { Interfaces } from '@oclif/core';
import { argumentCompletions } from './arguments.js';
import { type CommandLine, findFlag, isOptional, readCommandLine } from './command-line.js';
import { flagCompletions } from './flag-values.js';
import { nameCompletions } from './names.js';
import { type Completions, NOTHING } from './types.js';

/** What the last of `words`, which follow `rapido` and may be empty, could become. */
export async function complete(config: Interfaces.Config, words: readonly string[]): Promise<Completions> {
  const current = words.at(-1) ?? '';
  const line = readCommandLine(config, words.slice(0, -1));
  if (line.ended) return NOTHING;
  if (current.startsWith('-')) {
    const attached = attachedFlag(line, current);
    if (attached === undefined) return flagNames(line, current);
    const { prefix = '', ...values } = await flagCompletions(config, line, attached.flag, attached.value);
    return { ...values, prefix: `${attached.prefix}${prefix}` };
  }
  if (line.awaiting && (!isOptional(line.awaiting) || current.startsWith('@')))
    return flagCompletions(config, line, line.awaiting, current);
  const optional = line.awaiting && (await flagCompletions(config, line, line.awaiting, current));
  const names = nameCompletions(config, line);
  const others = await argumentCompletions(config, line, current);
  return { ...others, candidates: [...names, ...(optional?.candidates ?? []), ...others.candidates] };
}

/** The flag that a word as `--net=us` or `-k6.1` gives a value to. */
function attachedFlag({ flags }: CommandLine, word: string) {
  const flag = findFlag(flags, word);
  const [prefix = ''] = (word.startsWith('--') ? /^--[^=]+=/ : /^-[^-]/).exec(word) ?? [];
  if (flag?.type !== 'option' || prefix === '' || word === `-${flag.char}`) return undefined;
  return { flag, prefix, value: word.slice(prefix.length) };
}

function flagNames({ flags, given, command }: CommandLine, current: string): Completions {
  const possible = Object.values(flags).filter(
    (flag) => !flag.hidden && (!given.has(flag.name) || (flag.type === 'option' && flag.multiple)),
  );
  const candidates = possible.flatMap(({ name, char, summary, description }) => {
    const text = summary ?? description ?? '';
    const short = current === '-' && char !== undefined ? [{ value: `-${char}`, description: text }] : [];
    return [...short, { value: `--${name}`, description: text }];
  });
  const help = { value: '--help', description: 'Explain the command' };
  const version = { value: '--version', description: 'Say which Rapido this is' };
  return { candidates: [...candidates, help, ...(command === undefined ? [version] : [])] };
}
