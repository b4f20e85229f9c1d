import { Args, Flags } from '@oclif/core';
import { RapidoCommand } from '../../command.js';
import { RapidoHelp } from '../../help/help.js';

export default class HelpCommand extends RapidoCommand {
  static override readonly summary = 'Explain a command, a topic or a cut.';
  static override readonly description =
    'The same as --help behind the command. The help of a cut says what it can be told, what it needs, and whose it is.';
  static override readonly usage = 'help [COMMAND...] [FLAGS]';
  static override readonly strict = false;
  static override readonly enableJsonFlag = false;
  static override readonly baseFlags = {} as typeof RapidoCommand.baseFlags;
  static override readonly args = { command: Args.string({ description: 'The words of the command.' }) };
  static override readonly flags = {
    'nested-commands': Flags.boolean({ char: 'n', summary: 'List the commands of all topics, and all cuts.' }),
  };
  static override readonly examples = [
    { description: 'What does a cut need?', command: '<%= config.bin %> help cut simple-example' },
    { description: 'All commands there are', command: '<%= config.bin %> help --nested-commands' },
    { description: 'What do exit codes say?', command: '<%= config.bin %> help exit-codes' },
  ];

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(HelpCommand);
    const { helpOptions = {} } = this.config.pjson.oclif;
    const help = new RapidoHelp(this.config, { ...helpOptions, all: flags['nested-commands'] });
    await help.showHelp([...(argv as string[]), ...this.rest]);
  }
}
