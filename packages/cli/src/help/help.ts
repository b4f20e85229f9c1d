import { type Command, CommandHelp, Help, type Interfaces } from '@oclif/core';
import type { CutData, Setting } from '@rapido/kit';
import { knownCut } from '../plugins/cuts.js';
import { alignColumns } from '../text/columns.js';

const START = `
rapido run simple-example             cut an image, boot it, and get its shell
rapido run simple-example -x 'CMD'    run CMD in it and end with its status
rapido run simple-example -k ~/linux  on the kernel you have just built
rapido list                           which cuts there are
rapido doctor                         whether this machine has all it takes
`;

/** oclif's help, with what is Rapido's: a beginning for newcomers, and the CLI's flags for the cuts of plugins. */
export class RapidoHelp extends Help {
  protected override CommandHelpClass = RapidoCommandHelp;

  override formatRoot(): string {
    const { description, version } = this.config.pjson;
    return [`${description} (${version})`, this.section('START', START.trim())].join('\n\n');
  }

  /** Without those that are commands as well: they would be listed twice. */
  protected override get sortedTopics(): Interfaces.Topic[] {
    return super.sortedTopics.filter(({ name }) => name.includes(':') || !this.config.findCommand(name));
  }

  override async showCommandHelp(command: Command.Loadable): Promise<void> {
    const cut = knownCut(this.config, command)?.data;
    if (cut) return super.showCommandHelp(this.#completed(command, cut));
    return super.showCommandHelp('netApi' in command ? this.#withCommonFlags(command) : command);
  }

  /** The flags that the CLI reads for the commands of @rapido/net. */
  #withCommonFlags(command: Command.Loadable): Command.Loadable {
    const { config, set, json } = this.config.findCommand('image:ls')?.flags ?? {};
    const common = Object.entries({ config, set, json }).filter((entry) => entry[1] !== undefined);
    return { ...command, flags: { ...command.flags, ...Object.fromEntries(common) } as Command.Loadable['flags'] };
  }

  /** A cut's own command parses nothing: its flags are those of `rapido cut`. */
  #completed(command: Command.Loadable, { name }: CutData): Command.Loadable {
    const { flags = {} } = this.config.findCommand('cut') ?? {};
    const examples = [`rapido cut ${name}`, `rapido run ${name}`];
    return { ...command, flags, examples, usage: '<%= command.id %> [FLAGS]' };
  }
}

class RapidoCommandHelp extends CommandHelp {
  protected override sections(): ReturnType<CommandHelp['sections']> {
    const { settings = {} } = (knownCut(this.config, this.command)?.data ?? {}) as Partial<CutData>;
    const rows = Object.entries(settings).map(([name, setting]) => [name, describe(setting)]);
    return [...super.sections(), { header: 'SETTINGS', generate: () => alignColumns(rows).join('\n') }];
  }
}

function describe({ summary, default: standard, required, options, secret }: Setting): string {
  const notes = [
    ...(options === undefined ? [] : [options.join('|')]),
    ...(standard === undefined || secret ? [] : [`default ${standard}`]),
    ...(required ? ['required'] : []),
  ];
  return notes.length === 0 ? summary : `${summary} (${notes.join(', ')})`;
}
