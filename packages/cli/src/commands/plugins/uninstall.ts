import { Args } from '@oclif/core';
import { RapidoCommand } from '../../command.js';
import { changeInstalled } from '../../plugins/store.js';

export default class PluginsUninstall extends RapidoCommand {
  static override readonly summary = 'Remove plugins.';
  static override readonly aliases = ['plugins:remove', 'plugins:unlink'];
  static override readonly args = { plugin: Args.string({ description: 'Its name.', required: true }) };

  async run(): Promise<void> {
    const { args } = await this.parse(PluginsUninstall);
    await changeInstalled(this.config.dataDir, (plugins) => plugins.filter(({ name }) => name !== args.plugin));
  }
}
