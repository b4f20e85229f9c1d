import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { incompatibility } from '../../src/plugins/compatibility.js';
import { rapido, temporaryDirectory } from '../helpers/cli.js';
import { installPlugins } from '../helpers/plugins.js';

const PACKAGES = fileURLToPath(new URL('../../../', import.meta.url));

const plugin = (field: unknown) => ({ name: '@acme/x', version: '2.0.0', rapido: field });

describe('incompatibility', () => {
  it.each([
    [{ api: 1 }, '0.1.0'],
    [{ api: 1, cli: '>=0.1' }, '0.1.0'],
    [{ api: 1, cli: '>=0.9.0' }, '1.0.0-beta.1'],
    [{ api: 1, cli: '^1.2.0' }, '1.3.0-rc.0'],
    [{ api: 1, cli: '^1.2.0' }, '1.2.0-rc.0'],
    [{ api: 1, cli: '>=1.2.0-rc.1' }, '1.2.0-rc.1'],
  ])('%j runs on %s', async (field, version) => {
    expect(await incompatibility(plugin(field), version)).toBeUndefined();
  });

  it.each([
    [{ api: 2 }, '0.1.0', 'The plugin @acme/x 2.0.0 needs cut API 2; Rapido 0.1.0 has 1.'],
    [{ api: 0 }, '0.1.0', 'The plugin @acme/x 2.0.0 is made for cut API 0; Rapido 0.1.0 has 1.'],
    [{ api: 1, cli: '>=1.2' }, '1.1.9', 'The plugin @acme/x 2.0.0 needs Rapido >=1.2; this is Rapido 1.1.9.'],
    [{ api: 1, cli: 'new' }, '1.1.9', 'The plugin @acme/x 2.0.0 has a wrong "rapido.cli" in its package.json: "new"'],
    [
      { api: 1, cli: '<2.0.0' },
      '2.0.0-rc.1',
      'The plugin @acme/x 2.0.0 needs Rapido <2.0.0; this is Rapido 2.0.0-rc.1.',
    ],
    [
      { api: 1, cli: '>=1.2.0-rc.1' },
      '1.2.0-rc.0',
      'The plugin @acme/x 2.0.0 needs Rapido >=1.2.0-rc.1; this is Rapido 1.2.0-rc.0.',
    ],
    [{ cli: '>=1' }, '1.1.9', 'The plugin @acme/x 2.0.0 does not say which Rapido it is made for.'],
    [undefined, '1.1.9', 'The plugin @acme/x 2.0.0 does not say which Rapido it is made for.'],
  ])('%j does not run on %s', async (field, version, message) => {
    const problem = await incompatibility(plugin(field), version);
    expect(problem).toMatchObject({ message, exitCode: 128 });
    expect(problem?.hint).toBeTruthy();
  });

  it.each([
    ['>=1.2', '1.1.9', 'Update Rapido: npm install --global @rapido/cli@latest'],
    ['^1.2', '2.0.0', 'Update the plugin: rapido plugins update @acme/x'],
  ])('with the range %s and %s names whichever is older', async (cli, version, hint) => {
    expect((await incompatibility(plugin({ api: 1, cli }), version))?.hint).toBe(hint);
  });
});

describe('a plugin with its own copies of what Rapido has', () => {
  it('is cut by the one engine: only plain data crosses the border', async () => {
    const home = temporaryDirectory();
    // Its own kit, and a class of errors as that of another copy of the engine.
    const code = `import { cutCommands, defineCut } from './node_modules/@rapido/kit/dist/index.js';
import { RapidoError } from './node_modules/@rapido/core/dist/errors.js';
const good = defineCut({ name: 'good', summary: 'x', manifest(m) { m.bin('true'); } });
const bad = defineCut({ name: 'bad', summary: 'x', manifest() { throw new RapidoError('HOST', 'Of another copy.', { hint: 'Its hint.' }); } });
export const commands = cutCommands({ good, bad });`;
    installPlugins(home, { name: '@acme/copies', code });
    const root = join(home, '.local/share/rapido/node_modules/@acme/copies');
    for (const name of ['kit', 'core']) {
      cpSync(join(PACKAGES, name, 'dist'), join(root, 'node_modules/@rapido', name, 'dist'), { recursive: true });
      cpSync(join(PACKAGES, name, 'package.json'), join(root, 'node_modules/@rapido', name, 'package.json'));
    }
    const good = await rapido(['cut', 'good', '--dry-run', '--json'], { home });
    expect(JSON.parse(good.stdout)).toMatchObject({ cut: 'good' });
    const bad = await rapido(['cut', 'bad', '--dry-run'], { home });
    expect(bad.stderr).toContain('Of another copy.');
    expect(bad.stderr).toContain('Its hint.');
    expect(bad.stderr).toContain('ERR_RAPIDO_HOST');
    expect(bad.status).toBe(128);
  });
});

describe('a plugin for another Rapido', () => {
  const command = (name: string) => ({
    ...{ id: `cut:${name}`, summary: 'x', aliases: [], hiddenAliases: [], flags: {}, args: {}, strict: false },
    ...{ pluginName: '@acme/new', cut: { name, summary: 'x' }, cutApi: 2 },
  });
  const newer = {
    name: '@acme/new',
    version: '2.0.0',
    rapido: { api: 2 },
    code: "import { writeFileSync } from 'node:fs'; writeFileSync(process.env.HOME + '/loaded', ''); export const commands = {};",
  };

  it('is listed, and refused by name and versions before any of its code is loaded', async () => {
    const home = temporaryDirectory();
    const manifest = { version: '2.0.0', commands: { 'cut:new-one': command('new-one') } };
    installPlugins(home, { ...newer, manifest });
    expect((await rapido(['list'], { home })).stdout).toContain('new-one');
    for (const verb of ['cut', 'run']) {
      const { status, stderr } = await rapido([verb, 'new-one'], { home });
      expect(stderr).toContain('The plugin @acme/new 2.0.0 needs cut API 2; Rapido 0.1.0 has 1.');
      expect(status).toBe(128);
    }
    expect(existsSync(join(home, 'loaded'))).toBe(false);
  });

  it('is left out with a warning where only its code could say which cuts it has', async () => {
    const home = temporaryDirectory();
    installPlugins(home, newer);
    const { status, stdout, stderr } = await rapido(['list'], { home });
    expect(stderr).toContain('The plugin @acme/new is left out: The plugin @acme/new 2.0.0 needs cut API 2');
    expect(stdout).toContain('simple-example');
    expect(status).toBe(0);
    expect(existsSync(join(home, 'loaded'))).toBe(false);
  });
});
