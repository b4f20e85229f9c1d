import { resolve } from 'node:path';
import { Args } from '@oclif/core';
import { RapidoCommand } from '../../command.js';
import { type LinkedPlugin, linkPlugin } from '../../plugins/link.js';
import { describeRival } from '../../plugins/rivals.js';
import { surroundings } from '../../process/surroundings.js';
import { warn } from '../../process/warnings.js';

export default class PluginsLink extends RapidoCommand {
  static override readonly summary = 'Use a plugin from its own directory, while you work on it.';
  static override readonly description =
    'Its package has to be built, and is again after each change; nothing else has to be done for the change to count. To end it: rapido plugins unlink NAME.';
  static override readonly args = {
    directory: Args.string({ description: 'Its package.', default: '.' }),
  };
  static override readonly examples = [
    '<%= config.bin %> plugins link',
    '<%= config.bin %> plugins link ~/src/cut-mine',
  ];

  async run(): Promise<LinkedPlugin> {
    const { args } = await this.parse(PluginsLink);
    this.refuseRest('plugins link');
    const plugin = await linkPlugin(this.config, resolve(surroundings().cwd, args.directory));
    const { name, version, root, cuts, replaced } = plugin;
    this.log(`Linked ${name} ${version} from ${root}${replaced ? `, instead of ${replaced}` : ''}.`);
    this.log(cuts.length === 0 ? 'It has no cuts.' : `Its cuts: ${cuts.join(', ')}`);
    for (const rival of plugin.rivals) warn(describeRival(rival));
    return plugin;
  }
}
