import { Args } from '@oclif/core';
import { RapidoCommand } from '../../command.js';
import type { InstalledPlugin } from '../../plugins/installed.js';
import { findInstalled } from '../../plugins/names.js';
import { changeInstalled, listOf } from '../../plugins/store.js';
import { surroundings } from '../../process/surroundings.js';

export default class PluginsUninstall extends RapidoCommand {
  static override readonly summary = 'Remove plugins.';
  static override readonly description =
    'Nothing of them stays but what was made with them: images, and results of runs. Of a linked one, the directory stays as it is.';
  static override readonly aliases = ['plugins:remove', 'plugins:unlink'];
  static override readonly strict = false;
  static override readonly args = {
    plugin: Args.string({
      description: 'Their names, whole or short, or directories that are linked.',
      required: true,
    }),
  };
  static override readonly examples = [
    '<%= config.bin %> plugins uninstall samba',
    '<%= config.bin %> plugins uninstall @rapido/cut-samba @acme/rapido-cut-foo',
    '<%= config.bin %> plugins unlink .',
  ];

  async run(): Promise<readonly InstalledPlugin[]> {
    const { argv } = await this.parse(PluginsUninstall);
    this.refuseRest('plugins uninstall');
    const { dataDir } = this.config;
    const plugins = await listOf(dataDir);
    const places = { cwd: surroundings().cwd, bundled: [...this.config.plugins.keys()] };
    const found = await Promise.all((argv as string[]).map((word) => findInstalled(word, plugins, places)));
    const removed = [...new Set(found)];
    const names = removed.map(({ name }) => name);
    await changeInstalled(dataDir, (all) => all.filter(({ name }) => !names.includes(name)));
    for (const { name, from, root } of removed) {
      this.log(from === 'link' ? `Unlinked ${name}; ${root} stays as it is.` : `Uninstalled ${name}.`);
    }
    return removed;
  }
}
