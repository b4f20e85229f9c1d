import type { Interfaces } from '@oclif/core';
import { Config, Plugin } from '@oclif/core';
import { expect, it } from 'vitest';
import { listCuts } from '../../src/plugins/cut-listing.js';
import { allCuts, findCut } from '../../src/plugins/cuts.js';
import { temporaryDirectory } from '../helpers/cli.js';
import { cutManifest, type FakePlugin, writePlugin } from '../helpers/plugins.js';

it('says which cut a name stands for that several have: a bundled one, else that of the plugin listed first', async () => {
  const config = await configOf(
    { name: '@rapido/cli', manifest: cutManifest({ bundled: { aliases: ['short'] } }) },
    { name: '@acme/one', manifest: cutManifest({ same: {}, bundled: {}, own: { aliases: ['word'] } }) },
    { name: '@acme/two', manifest: cutManifest({ same: {}, word: {}, else: { aliases: ['short'] } }) },
  );
  const taken = (await listCuts(config)).flatMap(({ plugin, name, taken = [] }) =>
    taken.map((word) => `${word.name} of ${plugin}, ${name}, is ${word.plugin}'s`),
  );
  expect(taken).toEqual([
    "bundled of @acme/one, bundled, is @rapido/cli's",
    "short of @acme/two, else, is @rapido/cli's",
    "same of @acme/two, same, is @acme/one's",
    "word of @acme/two, word, is @acme/one's",
  ]);
  const owner = (name: string) => findCut(config, name)?.plugin.name;
  expect(['bundled', 'short', 'same', 'word', 'else'].map(owner)).toEqual([
    ...['@rapido/cli', '@rapido/cli', '@acme/one', '@acme/one', '@acme/two'],
  ]);
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
