import type { Command, Interfaces } from '@oclif/core';
import { flagsOf } from '../flags/flags-of.js';

export type Flag = Command.Flag.Cached;

/** What the words before the cursor say. */
export interface CommandLine {
  /** The words of the command or topic. */
  readonly path: readonly string[];
  /** Undefined for a topic, and where there are no words. */
  readonly command: Command.Loadable | undefined;
  readonly flags: Readonly<Record<string, Flag>>;
  readonly positionals: readonly string[];
  /** Names of the flags that stand there. */
  readonly given: ReadonlySet<string>;
  /** The flag whose value is at the cursor. */
  readonly awaiting?: Flag;
  /** After `--`. */
  readonly ended: boolean;
}

/** Reads the words between `rapido` and the one at the cursor. */
export function readCommandLine(config: Interfaces.Config, words: readonly string[]): CommandLine {
  const path = pathOf(config, words);
  const command = path.length === 0 ? undefined : config.findCommand(path.join(':'));
  const flags = command === undefined ? {} : flagsOf(config, command);
  const positionals: string[] = [];
  const given = new Set<string>();
  let awaiting: Flag | undefined;
  for (const word of words.slice(path.length)) {
    if (awaiting && !(isOptional(awaiting) && word.startsWith('-'))) {
      awaiting = undefined;
      continue;
    }
    awaiting = undefined;
    if (word === '--') return { path, command, flags, positionals, given, ended: true };
    if (!word.startsWith('-') || word === '-') {
      positionals.push(word);
      continue;
    }
    const flag = findFlag(flags, word);
    if (flag) given.add(flag.name);
    if (flag?.type === 'option' && (word === `--${flag.name}` || word === `-${flag.char}`)) awaiting = flag;
  }
  return { path, command, flags, positionals, given, ended: false, ...(awaiting ? { awaiting } : {}) };
}

/** The flag of a word as `--name`, `--name=value`, `-n` or `-nvalue`. */
export function findFlag(flags: CommandLine['flags'], word: string): Flag | undefined {
  const [, name] = /^--([^=]+)/.exec(word) ?? [];
  if (name !== undefined) return flags[name];
  return Object.values(flags).find(({ char }) => char !== undefined && word.startsWith(`-${char}`));
}

/** Whether the flag may stand without its value, as `--gdb`. */
export function isOptional(flag: Flag): boolean {
  return valueName(flag).startsWith('[');
}

/** What help calls the value of a flag. */
export function valueName(flag: Flag): string {
  return flag.type === 'option' && typeof flag.helpValue === 'string' ? flag.helpValue : '';
}

/** Commands that are typed as they are: those of cuts are arguments of `cut`. */
export function typedCommands(config: Interfaces.Config): Command.Loadable[] {
  return config.commands.filter((command) => !command.hidden && !('cut' in command));
}

function pathOf(config: Interfaces.Config, words: readonly string[]): string[] {
  const ids = typedCommands(config).flatMap(({ id, aliases }) => [id, ...aliases]);
  const path: string[] = [];
  for (const word of words) {
    const id = [...path, word].join(':');
    if (!ids.some((known) => known === id || known.startsWith(`${id}:`))) break;
    path.push(word);
  }
  return path;
}
