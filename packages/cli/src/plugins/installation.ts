import type { Interfaces } from '@oclif/core';
import { warn } from '../process/warnings.js';
import { printable } from '../text/printable.js';
import type { Installation } from './install.js';
import { describeRival } from './rivals.js';

/** What has been installed, for people. */
export async function describeInstallation(plugin: Installation): Promise<string[]> {
  const { cuts } = plugin;
  return [await changeOf(plugin), cuts.length === 0 ? 'It has no cuts.' : `Its cuts: ${cuts.join(', ')}`].map(
    printable,
  );
}

/** What is odd about a plugin that has been installed. */
export async function warnAbout(config: Interfaces.Config, plugin: Installation): Promise<void> {
  const { name, version, deprecated } = plugin;
  if (deprecated !== undefined) warn(`${name} ${version} is deprecated: ${printable(deprecated)}`);
  for (const rival of plugin.rivals) warn(describeRival(rival));
  const bundled = config.plugins.get(name);
  if (bundled?.type !== 'core') return;
  const { gt } = await import('semver');
  if (!gt(version, bundled.version)) {
    warn(`${name} ${bundled.version} comes with Rapido; ${version}, which is no newer, is not used.`);
  }
}

async function changeOf({ name, version, before }: Installation): Promise<string> {
  if (before === undefined) return `Installed ${name} ${version}.`;
  if (before.from === 'link') return `Installed ${name} ${version}, instead of what was linked from ${before.root}.`;
  if (before.version === undefined) return `Installed ${name} ${version}, instead of a damaged one.`;
  if (before.version === version) return `Installed ${name} ${version} again.`;
  const { gt, valid } = await import('semver');
  const isOlder = valid(version) && valid(before.version) && gt(before.version, version);
  return `${isOlder ? 'Downgraded' : 'Updated'} ${name} from ${before.version} to ${version}.`;
}
