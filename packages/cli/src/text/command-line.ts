import type { Command, Config, Interfaces } from '@oclif/core';

/** The command that the first words of `argv` name, and its plugin. */
export function commandOf(
  config: Config,
  argv: readonly string[],
): { readonly command: Command.Loadable; readonly plugin: Interfaces.Plugin | undefined } | undefined {
  const option = argv.findIndex((word) => word.startsWith('-'));
  const words = option < 0 ? argv : argv.slice(0, option);
  for (let length = words.length; length > 0; length--) {
    const command = config.findCommand(words.slice(0, length).join(':'));
    if (command) return { command, plugin: config.plugins.get(command.pluginName ?? '') };
  }
  return undefined;
}

/** Whether the result is to be one JSON document. Read before anything is parsed, since what fails may be the parsing. */
export function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return argv.slice(0, end < 0 ? undefined : end).includes('--json');
}

/** Gives `--gdb` the value that it may be without, as no flag of oclif may: `--gdb wait`, `--gdb @NAME`, or else `--gdb run`. */
export function withGdbMode(argv: readonly string[]): string[] {
  const isMode = (word = '') => word === 'wait' || word.startsWith('@');
  return argv.flatMap((word, index) => (word === '--gdb' && !isMode(argv[index + 1]) ? [word, 'run'] : [word]));
}
