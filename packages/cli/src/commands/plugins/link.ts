import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Args } from '@oclif/core';
import { RapidoCommand } from '../../command.js';
import type { InstalledPlugin } from '../../plugins/installed.js';
import { changeInstalled } from '../../plugins/store.js';
import { surroundings } from '../../process/surroundings.js';

export default class PluginsLink extends RapidoCommand {
  static override readonly summary = 'Use a plugin from its own directory, while you work on it.';
  static override readonly args = { directory: Args.string({ description: 'Its package.', default: '.' }) };

  async run(): Promise<InstalledPlugin> {
    const { args } = await this.parse(PluginsLink);
    const root = resolve(surroundings().cwd, args.directory);
    const { name } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    const plugin: InstalledPlugin = { name, root, from: 'link' };
    await changeInstalled(this.config.dataDir, (plugins) => [...plugins.filter((p) => p.name !== name), plugin]);
    return plugin;
  }
}
