import { Args, Flags } from '@oclif/core';
import { RapidoCommand } from '../../command.js';
import { type Installation, installPlugins } from '../../plugins/install.js';
import { describeInstallation, warnAbout } from '../../plugins/installation.js';

export default class PluginsInstall extends RapidoCommand {
  static override readonly summary = 'Install plugins, which bring cuts.';
  static override readonly description =
    "A plugin is a package, which npm fetches. A name without a scope is one of this project's: samba is @rapido/cut-samba. Other people's plugins are installed after a question, as their code runs as you; so is any archive, and what is fetched by git, where it has to be kept built: no script of any package is run. Where anything fails, everything stays as it is.";
  static override readonly strict = false;
  static override readonly args = {
    plugin: Args.string({ description: 'What to install; several are possible.', required: true }),
  };
  static override readonly flags = {
    yes: Flags.boolean({ char: 'y', summary: "Install other people's plugins without a question." }),
  };
  static override readonly examples = [
    '<%= config.bin %> plugins install samba',
    {
      description: 'A certain version, the newest of a range, or what has a tag:',
      command: '<%= config.bin %> plugins install samba@1.2.3 fstests@^1.2 blktests@next',
    },
    {
      description: "Another's, without the question:",
      command: '<%= config.bin %> plugins install --yes @acme/rapido-cut-foo',
    },
    {
      description: 'An archive that npm pack has made, or its address:',
      command: '<%= config.bin %> plugins install ./rapido-cut-foo-1.0.0.tgz',
    },
    {
      description: 'By git, as npm writes it (github:, git+https:, git+ssh:):',
      command: '<%= config.bin %> plugins install github:acme/rapido-cut-foo#v1.0.0',
    },
  ];

  async run(): Promise<readonly Installation[]> {
    const { argv, flags } = await this.parse(PluginsInstall);
    this.refuseRest('plugins install');
    const words = [...new Set(argv as string[])];
    const installed = await installPlugins(this.config, words, { yes: flags.yes, silent: this.jsonEnabled() });
    for (const plugin of installed) {
      for (const line of await describeInstallation(plugin)) this.log(line);
      await warnAbout(this.config, plugin);
    }
    return installed;
  }
}
