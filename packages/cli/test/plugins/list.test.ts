import { describe, expect, it } from 'vitest';
import { rapido, temporaryDirectory } from '../helpers/cli.js';
import { cutManifest, installPlugins } from '../helpers/plugins.js';

function homeWithPlugins(): string {
  const home = temporaryDirectory();
  const one = cutManifest({
    same: { vm: { memory: '1G' }, settings: { KEY: { type: 'string', summary: 'Key' } } },
    own: {},
  });
  const two = cutManifest({ same: {}, 'simple-example': {}, old: { deprecated: 'Use own.' } });
  installPlugins(home, { name: '@acme/one', code: '', manifest: one }, { name: '@acme/two', code: '', manifest: two });
  return home;
}

describe('rapido list', () => {
  it('has every cut that is installed or can be, with all that is known of it', async () => {
    const { stdout, status } = await rapido(['list', '--json'], { home: homeWithPlugins() });
    expect(status).toBe(0);
    const cuts = JSON.parse(stdout) as Record<string, unknown>[];
    const named = (wanted: string) => cuts.filter(({ name }) => name === wanted);
    expect(named('same')).toEqual([
      {
        ...{ name: 'same', aliases: [], summary: 'The cut same', settings: ['KEY'], plugin: '@acme/one' },
        ...{ installed: true, version: '1.0.0', from: 'installed', vm: { memory: '1G' } },
      },
      {
        ...{ name: 'same', aliases: [], summary: 'The cut same', settings: [], plugin: '@acme/two' },
        ...{ installed: true, version: '1.0.0', from: 'installed', taken: [{ name: 'same', plugin: '@acme/one' }] },
      },
    ]);
    expect(named('simple-example')).toMatchObject([
      { plugin: '@rapido/cut-simple', from: 'bundled' },
      { plugin: '@acme/two', taken: [{ name: 'simple-example', plugin: '@rapido/cut-simple' }] },
    ]);
    expect(named('old')).toMatchObject([{ deprecated: 'Use own.' }]);
    expect(named('fstests-xfs')).toMatchObject([{ plugin: '@rapido/cut-fstests', installed: false }]);
    expect(named('fstests-xfs')[0]).not.toHaveProperty('version');
  });

  it('with --installed has no others, and says that a name is another’s', async () => {
    const { stdout } = await rapido(['list', '--installed'], { home: homeWithPlugins() });
    expect(stdout).not.toContain('not installed');
    expect(stdout).toContain("same            (the name is @acme/one's) The cut same\n");
    expect(stdout).toContain("simple-example  (the name is @rapido/cut-simple's) The cut simple-example\n");
    expect(stdout).toContain('old             (deprecated) The cut old\n');
  });

  it('shows what is named, a cut or a plugin by its short name too, with details', async () => {
    const home = homeWithPlugins();
    const cut = await rapido(['list', 'own', 'old'], { home });
    expect(cut.stdout).toBe(
      '@acme/two 1.0.0\n  old\n    The cut old\n    deprecated  Use own.\n\n@acme/one 1.0.0\n  own\n    The cut own\n',
    );
    const plugin = await rapido(['list', 'blktests', '--json'], { home });
    expect(JSON.parse(plugin.stdout).map((cut: { plugin: string }) => cut.plugin)).toContain('@rapido/cut-blktests');
    expect((await rapido(['list', '@acme/one'], { home })).stdout).toContain('needs       1G memory\n');
  });

  it.each([
    [['owm'], 'There is no cut and no plugin "owm".', 'rapido list own'],
    [['fstests-xfs', '--installed'], 'There is no cut and no plugin "fstests-xfs".', 'rapido list'],
    [['--instaled'], '--instaled', '--installed'],
  ])('%j is refused', async (args, message, hint) => {
    const { status, stderr } = await rapido(['list', ...args], { home: homeWithPlugins() });
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
    expect(status).toBe(129);
  });

  it('names a plugin that is made for another Rapido, and why it cannot be used', async () => {
    const home = temporaryDirectory();
    installPlugins(home, { name: '@acme/new', code: '', rapido: { api: 2 }, manifest: cutManifest({ new: {} }) });
    const { stdout } = await rapido(['list'], { home });
    expect(stdout).toContain('Cannot be used: The plugin @acme/new 1.0.0 needs cut API 2;');
  });
});
