import { resolve } from 'node:path';
import { Args, Flags } from '@oclif/core';
import { RapidoCommand } from '../../command.js';
import { type PreparedPackage, preparePackage } from '../../plugins/prepare.js';
import { surroundings } from '../../process/surroundings.js';

export default class PluginsManifest extends RapidoCommand {
  static override readonly summary = 'Check the package of a plugin, and write the manifest that it is published with.';
  static override readonly description =
    'Its oclif.manifest.json describes its cuts, so that they are listed without loading its code. A plugin\'s "prepack" script runs this.';
  static override readonly args = {
    directory: Args.string({ description: 'Directory of the package, which is built.', default: '.' }),
  };
  static override readonly flags = {
    check: Flags.boolean({ summary: 'Only check it, and write nothing.' }),
  };
  static override readonly examples = [
    {
      description: 'Is the plugin in this directory ready to be published?',
      command: '<%= config.bin %> plugins manifest --check',
    },
    { description: 'In its package.json', command: '"prepack": "npm run build && <%= config.bin %> plugins manifest"' },
  ];

  async run(): Promise<PreparedPackage> {
    const { args, flags } = await this.parse(PluginsManifest);
    this.refuseRest('plugins manifest');
    const prepared = await preparePackage(resolve(surroundings().cwd, args.directory), { write: !flags.check });
    const { name, version, cuts, file } = prepared;
    this.log(`${name} ${version} is ready to be published${cuts.length === 0 ? '' : `, with ${cuts.join(', ')}`}.`);
    if (!flags.check) this.logToStderr(`Its manifest: ${file}`);
    return prepared;
  }
}
