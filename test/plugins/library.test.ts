// A cut made of a library's fragments: what has changed in the library is in the next image, wherever the library lies.
import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { expectFailure } from '../helpers/failure.js';
import { writePlugin } from '../helpers/fixture-plugin.js';
import { unpack } from '../helpers/image.js';
import { rapido, temporaryDirectory } from '../helpers/index.js';
import { addFiles, project } from '../helpers/project.js';

const KIT = fileURLToPath(new URL('../../packages/kit', import.meta.url));

const LIBRARY = {
  'package.json': JSON.stringify({ name: '@acme/lib', version: '1.0.0', type: 'module', exports: './index.js' }),
  'index.js': `import { fileURLToPath } from 'node:url';
export const part = {
  root: fileURLToPath(new URL('.', import.meta.url)),
  manifest(m) {
    m.file('/usr/bin/part', 'guest/part');
    m.data('/etc/part', 'one');
  },
};
`,
  'guest/part': 'one',
};

/** A plugin and its library side by side, which the plugin reaches by a symbolic link, as in a workspace of npm or pnpm. */
function workspace(): { plugin: string; library: string } {
  const library = temporaryDirectory();
  addFiles(library, LIBRARY);
  const code = "import { part } from '@acme/lib';";
  const plugin = writePlugin({ name: '@acme/cut-parted', cut: 'parted', code, manifest: 'm.use(part);' });
  for (const [name, target] of Object.entries({ '@rapido/kit': KIT, '@acme/lib': library })) {
    mkdirSync(join(plugin, 'node_modules', name, '..'), { recursive: true });
    symlinkSync(target, join(plugin, 'node_modules', name));
  }
  return { plugin, library };
}

test('the image of a linked plugin is made anew when its library has changed, and only then', async () => {
  const { plugin, library } = workspace();
  expect(await rapido(['plugins', 'link', plugin])).toMatchObject({ status: 0 });
  const dir = project();
  const image = join(dir, 'initrds/parted.img');
  const cut = async () => {
    const before = statSync(image, { throwIfNoEntry: false })?.ino;
    const { status, stderr } = await rapido(['cut', 'parted'], { cwd: dir });
    expect(status, stderr).toBe(0);
    return statSync(image).ino === before ? 'unchanged' : 'written';
  };
  expect([await cut(), await cut()]).toEqual(['written', 'unchanged']);

  writeFileSync(join(library, 'guest/part'), 'two');
  expect([await cut(), await cut()]).toEqual(['written', 'unchanged']);
  expect(unpack(image).text('/usr/bin/part')).toBe('two');

  const module = join(library, 'index.js');
  const code = readFileSync(module, 'utf8');
  writeFileSync(module, code.replace("'one'", "'two'"));
  expect([await cut(), await cut()]).toEqual(['written', 'unchanged']);
  expect(unpack(image).text('/etc/part')).toBe('two');

  // Its sources are bound to the library, not to the plugin.
  writeFileSync(module, code.replace('guest/part', '../outside'));
  const refused = await rapido(['cut', 'parted'], { cwd: dir });
  expectFailure(refused, 128, 'PLUGIN', `${join(library, '../outside')}, outside of the package ${library}`);
});
