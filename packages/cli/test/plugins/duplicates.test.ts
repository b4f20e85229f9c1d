import type { Interfaces } from '@oclif/core';
import { Config, Plugin } from '@oclif/core';
import { expect, it } from 'vitest';
import { allCuts, duplicateCuts, findCut } from '../../src/plugins/cuts.js';
import { temporaryDirectory } from '../helpers/cli.js';
import { cutManifest, type FakePlugin, writePlugin } from '../helpers/plugins.js';

it('says which cut a name stands for that several have: a bundled one, else that of the plugin listed first', async () => {
  const config = await configOf(
    { name: '@rapido/cli', manifest: cutManifest({ bundled: { aliases: ['short'] } }) },
    { name: '@acme/one', manifest: cutManifest({ same: {}, bundled: {}, own: { aliases: ['word'] } }) },
    { name: '@acme/two', manifest: cutManifest({ same: {}, word: {}, else: { aliases: ['short'] } }) },
  );
  expect(duplicateCuts(config)).toEqual([
    {
      name: 'bundled',
      used: { cut: 'bundled', plugin: '@rapido/cli' },
      others: [{ cut: 'bundled', plugin: '@acme/one' }],
    },
    { name: 'same', used: { cut: 'same', plugin: '@acme/one' }, others: [{ cut: 'same', plugin: '@acme/two' }] },
    {
      name: 'short',
      used: { cut: 'bundled', plugin: '@rapido/cli' },
      others: [{ cut: 'else', plugin: '@acme/two' }],
    },
    { name: 'word', used: { cut: 'own', plugin: '@acme/one' }, others: [{ cut: 'word', plugin: '@acme/two' }] },
  ]);
  expect(findCut(config, 'word')?.data.name).toBe('own');
  expect(allCuts(config).map(({ data }) => data.name)).toEqual([
    ...['bundled', 'bundled', 'own', 'same'],
    ...['else', 'same', 'word'],
  ]);
});

/** The first plugin is that of the CLI. */
async function configOf(...packages: readonly Omit<FakePlugin, 'code'>[]): Promise<Interfaces.Config> {
  const root = temporaryDirectory();
  const plugins = await Promise.all(
    packages.map(async (plugin, index) => {
      const place = `${root}/${index}`;
      writePlugin(place, { ...plugin, code: '' });
      const loaded = new Plugin({ root: place, type: index === 0 ? 'core' : 'user', isRoot: index === 0 });
      await loaded.load();
      for (const command of loaded.commands) command.pluginName = loaded.name;
      return loaded;
    }),
  );
  return Config.load({ root: `${root}/0`, plugins: new Map(plugins.map((plugin) => [plugin.name, plugin])) });
}
