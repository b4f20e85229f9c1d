import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { rapido, temporaryDirectory } from '../helpers/cli.js';
import { cutManifest, cutModule, type FakePlugin, installPlugins, writePlugin } from '../helpers/plugins.js';

const KIT = fileURLToPath(new URL('../../../kit', import.meta.url));

it('a plugin is linked, listed and unlinked, by its name or its directory', async () => {
  const home = temporaryDirectory();
  const root = write(home, { name: '@acme/linked', code: cutModule('linked-cut') });
  const linked = await rapido(['plugins', 'link'], { home, cwd: root });
  expect(linked).toMatchObject({ status: 0, stderr: '' });
  expect(linked.stdout).toBe(`Linked @acme/linked 1.0.0 from ${root}.\nIts cuts: linked-cut\n`);
  const listing = await rapido(['list'], { home });
  expect(listing.stdout).toContain('linked-cut');
  expect(listing.stderr).toBe('');
  expect((await rapido(['plugins'], { home })).stdout).toBe(`@acme/linked  1.0.0  linked from ${root}  1 cut\n`);
  expect((await rapido(['plugins', 'unlink', '@acme/linked'], { home })).status).toBe(0);
  expect((await rapido(['list'], { home })).stdout).not.toContain('linked-cut');
  expect(existsSync(join(home, '.local/share/rapido'))).toBe(false);

  await rapido(['plugins', 'link', root], { home });
  expect(await rapido(['plugins', 'unlink', '.'], { home, cwd: root })).toMatchObject({ status: 0, stderr: '' });
  expect(existsSync(join(root, 'index.js'))).toBe(true);
});

it('what is no plugin, is not built, or cannot be loaded is not linked', async () => {
  const home = temporaryDirectory();
  const link = (root: string) => rapido(['plugins', 'link', root], { home });
  const refused = async (root: string, message: string, hint: string) => {
    const { status, stderr } = await link(root);
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
    expect(status).toBeGreaterThanOrEqual(128);
  };
  await refused(home, `There is no ${home}/package.json.`, 'rapido create cut NAME');
  await refused(join(home, 'nowhere'), `There is no directory ${home}/nowhere.`, '');
  await refused(KIT, '@rapido/kit is a part of Rapido, and no plugin.', 'npm install @rapido/kit');
  const unbuilt = write(home, { name: '@acme/unbuilt', code: '' });
  rmSync(join(unbuilt, 'index.js'));
  await refused(unbuilt, `@acme/unbuilt 1.0.0 is not built: there is no ${unbuilt}/index.js.`, 'npm run build');
  const thrower = write(home, { name: '@acme/throws', code: "throw new Error('I am broken');" });
  await refused(thrower, 'The plugin @acme/throws 1.0.0 cannot be loaded: I am broken', '');
  const silent = write(home, { name: '@acme/silent', code: "throw new Error('loaded');", rapido: null });
  await refused(silent, 'does not say which Rapido it is made for', '"rapido": { "api": 1 }');
  const newer = write(home, { name: '@acme/newer', code: "throw new Error('loaded');", rapido: { api: 99 } });
  await refused(newer, 'The plugin @acme/newer 1.0.0 needs cut API 99', 'Update Rapido');
  const plain = write(home, {
    name: 'plain',
    code: '',
    files: { 'package.json': '{"name":"plain","version":"1.0.0"}' },
  });
  await refused(plain, 'plain 1.0.0 is no plugin of Rapido.', '"oclif"');
  expect(existsSync(join(home, '.local/share/rapido'))).toBe(false);
});

it('a name that another plugin has is told, and who has it', async () => {
  const home = temporaryDirectory();
  installPlugins(home, { name: '@acme/first', code: cutModule('shared'), manifest: cutManifest({ shared: {} }) });
  const second = write(home, { name: '@acme/second', code: cutModule('shared') });
  expect((await rapido(['plugins', 'link', second], { home })).stderr).toBe(
    'Warning: The cut shared is in @acme/first too, which has it: by that name this one cannot be reached.\n',
  );
  const bundled = write(home, { name: '@acme/example', code: cutModule('simple-example') });
  expect((await rapido(['plugins', 'link', bundled], { home })).stderr).toContain(
    'Warning: The cut simple-example is in @rapido/cut-simple too, which has it',
  );
  const listed = JSON.parse((await rapido(['list', '--json'], { home })).stdout) as { name: string; plugin: string }[];
  expect(listed.find(({ name }) => name === 'shared')).toMatchObject({ plugin: '@acme/first' });
  expect(listed.find(({ name }) => name === 'simple-example')).toMatchObject({ plugin: '@rapido/cut-simple' });
});

it('a name that is not installed brings up the nearest one, and removes nothing', async () => {
  const home = temporaryDirectory();
  installPlugins(home, { name: '@rapido/cut-sambal', code: cutModule('x') }, { name: '@acme/y', code: cutModule('y') });
  const list = () => readFileSync(join(home, '.local/share/rapido/plugins.json'), 'utf8');
  const before = list();
  const unknown = await rapido(['plugins', 'uninstall', '@acme/y', 'samba'], { home });
  expect(unknown).toMatchObject({ status: 129, stdout: '' });
  expect(unknown.stderr).toContain('No plugin "samba" is installed.\nHint:  sambal');
  expect(list()).toBe(before);
  const bundled = await rapido(['plugins', 'uninstall', 'simple'], { home });
  expect(bundled.status).toBe(129);
  expect(bundled.stderr).toContain('simple comes with Rapido');
  const both = await rapido(['plugins', 'uninstall', '@acme/y', 'sambal', '@rapido/cut-sambal'], { home });
  expect(both).toMatchObject({ status: 0, stdout: 'Uninstalled @acme/y.\nUninstalled @rapido/cut-sambal.\n' });
});

/** Writes a plugin that finds the kit beside itself. */
function write(home: string, plugin: FakePlugin): string {
  const kit = join(home, 'src/node_modules/@rapido/kit');
  mkdirSync(join(kit, '..'), { recursive: true });
  if (!existsSync(kit)) symlinkSync(KIT, kit);
  const root = join(home, 'src', plugin.name);
  writePlugin(root, plugin);
  return root;
}
