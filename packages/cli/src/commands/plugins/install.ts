import { Args, Flags } from '@oclif/core';
import { RapidoCommand } from '../../command.js';
import { type Installation, installPlugins } from '../../plugins/install.js';
import { describeInstallation, warnAbout } from '../../plugins/installation.js';

export default class PluginsInstall extends RapidoCommand {
  static override readonly summary = 'Install plugins, which bring cuts.';
  static override readonly description = `A plugin is a package for npm, which has to be installed. It is asked for by
- a name without a scope: samba is @rapido/cut-samba, of this project; samba@1.2, samba@^1.2, samba@beta are versions of it,
- a name with a scope: @acme/rapido-cut-foo,
- an archive, or its address: ./x.tgz, https://example.org/x.tgz,
- git, where it is kept built: github:owner/repository, git+https://example.org/x.git#v1.

Other people's plugins are installed after a question, as their code runs as you. No script of any package runs when it is installed. Where anything fails, everything stays as it is.`;
  static override readonly strict = false;
  static override readonly args = {
    plugin: Args.string({ description: 'What to install; several are possible.', required: true }),
  };
  static override readonly flags = {
    yes: Flags.boolean({ char: 'y', summary: "Install other people's plugins without a question." }),
  };
  static override readonly examples = [
    '<%= config.bin %> plugins install samba',
    '<%= config.bin %> plugins install samba@^1.2 fstests',
    '<%= config.bin %> plugins install --yes @acme/rapido-cut-foo',
    '<%= config.bin %> plugins install ./rapido-cut-foo-1.0.0.tgz',
    '<%= config.bin %> plugins install github:acme/rapido-cut-foo#v1.0.0',
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
