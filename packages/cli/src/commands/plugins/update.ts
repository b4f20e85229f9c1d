import { Args } from '@oclif/core';
import { RapidoCommand } from '../../command.js';
import { reportError } from '../../errors/report.js';
import { describeInstallation, warnAbout } from '../../plugins/installation.js';
import { findInstalled } from '../../plugins/names.js';
import { listOf } from '../../plugins/store.js';
import { type Update, updatePlugins } from '../../plugins/update.js';
import { surroundings } from '../../process/surroundings.js';
import { warn } from '../../process/warnings.js';
import { printable } from '../../text/printable.js';

export default class PluginsUpdate extends RapidoCommand {
  static override readonly summary = 'Update plugins: those that are named, or else all.';
  static override readonly description =
    'Each gets the newest version that fits what was asked for when it was installed: samba the newest of all, samba@^1.2 the newest 1.x; so do the packages that it needs. A plugin that cannot be updated stays as it is, and the others are updated all the same.';
  static override readonly strict = false;
  static override readonly args = {
    plugin: Args.string({ description: 'Their names, whole or short; all, unless any is given.' }),
  };
  static override readonly examples = ['<%= config.bin %> plugins update', '<%= config.bin %> plugins update samba'];

  async run(): Promise<readonly Update[]> {
    const { argv } = await this.parse(PluginsUpdate);
    this.refuseRest('plugins update');
    const installed = await listOf(this.config.dataDir);
    const places = { cwd: surroundings().cwd, bundled: [...this.config.plugins.keys()] };
    const named = await Promise.all((argv as string[]).map((word) => findInstalled(word, installed, places)));
    const plugins = named.length === 0 ? installed : [...new Set(named)];
    if (plugins.length === 0) this.logToStderr('No plugins are installed.');
    const updates = await updatePlugins(this.config, plugins, { silent: this.jsonEnabled() });
    for (const update of updates) await this.#tell(update);
    process.exitCode = Math.max(0, ...updates.map(({ error }) => error?.exitCode ?? 0));
    return updates;
  }

  async #tell({ name, state, version = '', deprecated, installation, needs = [], error }: Update): Promise<void> {
    if (state === 'current') this.log(`${name} ${version} is up to date.`);
    if (deprecated !== undefined) warn(`${name} ${version} is deprecated: ${printable(deprecated)}`);
    if (state === 'linked') this.log(`${name} is linked: what is in its directory counts.`);
    if (state === 'gone') this.log(`${name} ${version} stays: the archive that it was installed from is gone.`);
    if (installation) {
      for (const line of await describeInstallation(installation)) this.log(line);
      if (needs.length > 0) this.log(`What it needs is of another version now: ${needs.map(printable).join(', ')}`);
      await warnAbout(this.config, installation);
    }
    if (error && !this.jsonEnabled()) {
      this.logToStderr(`${name} is not updated, and stays as it is:`);
      reportError(error, { json: false });
    }
  }
}
