import { type Command, Help, type Interfaces } from '@oclif/core';
import { flagsOf } from '../flags/flags-of.js';
import { alignColumns } from '../text/columns.js';
import { RapidoCommandHelp } from './command-help.js';
import { cutSections } from './cut-sections.js';
import { renderText } from './render.js';
import { type CutSubject, findSubject } from './subject.js';

const START = [
  ['rapido run simple-example', 'cut an image, boot it, and get its shell'],
  ["rapido run simple-example -x 'CMD'", 'run CMD in it and end with its status'],
  ['rapido run simple-example -k ~/linux', 'on the kernel you have just built'],
  ['rapido list', 'which cuts there are'],
  ['rapido help cut NAME', 'what a cut needs, and can be told'],
  ['rapido doctor', 'whether this machine has all it takes'],
  ['rapido plugins install NAME', 'more cuts, as others have published them'],
  ['rapido create cut NAME', 'a cut of your own, in a package'],
  ['rapido completion bash', 'Tab completes commands, cuts and settings'],
];

const HELP_FLAGS = ['--help', '-h'];

/** oclif's help, with what is Rapido's: a beginning for newcomers, and the CLI's flags for the cuts of plugins. */
export class RapidoHelp extends Help {
  protected override CommandHelpClass = RapidoCommandHelp;
  override render = (text: string): string => renderText(text, { bin: this.config.bin });

  /** Help for a command line: one with `--help`, or the words after `help`. Throws a RapidoError where there is no such command. */
  override async showHelp(argv: string[]): Promise<void> {
    const words = argv.filter((word) => !HELP_FLAGS.includes(word));
    const end = words.findIndex((word) => word.startsWith('-'));
    const subject = await findSubject(this.config, words.slice(0, end < 0 ? undefined : end));
    if (subject.kind === 'root') return this.showRootHelp();
    if (subject.kind === 'topic') return this.showTopicHelp(subject.topic);
    if (subject.kind === 'cut') return this.showCommandHelp(this.#cutCommand(subject));
    return this.showCommandHelp(subject.command);
  }

  override formatRoot(): string {
    const { description, version } = this.config.pjson;
    return [`${description} (${version})`, this.section('START', alignColumns(START).join('\n'))].join('\n\n');
  }

  /** Without those that are commands as well: they would be listed twice. */
  protected override get sortedTopics(): Interfaces.Topic[] {
    return super.sortedTopics.filter(({ name }) => name.includes(':') || !this.config.findCommand(name));
  }

  /** Never what only programs call, whatever else is listed. */
  protected override get sortedCommands(): Command.Loadable[] {
    return super.sortedCommands.filter(({ hidden }) => !hidden);
  }

  override async showCommandHelp(command: Command.Loadable): Promise<void> {
    return super.showCommandHelp({ ...command, flags: flagsOf(this.config, command) });
  }

  /** A cut's own command parses nothing: its flags are those of the verb before its name. */
  #cutCommand({ data, plugin, verb, name }: CutSubject): Command.Loadable {
    const command = this.config.findCommand(verb, { must: true });
    const usage = `<%= command.id %> [FLAGS]${verb === 'run' && data.suite ? ' [-- SUITE ARGUMENTS]' : ''}`;
    return {
      ...command,
      ...{ id: `${verb}:${name}`, args: {}, aliases: [...(data.aliases ?? [])], usage },
      ...{ summary: data.summary, description: undefined },
      examples: [`rapido cut ${name}`, `rapido run ${name}`],
      cutSections: cutSections(data, fromText(plugin)),
    };
  }
}

function fromText({ name, version, inDevelopment }: CutSubject['plugin']): string {
  return name === '-' ? 'none: a file of your own' : `${name} ${version}${inDevelopment ? ' (linked)' : ''}`;
}
