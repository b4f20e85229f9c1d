// Plugins that are made for another Rapido than the one that is there: older, newer, or to come.
import { beforeAll, expect, test } from 'vitest';
import { repack } from '../helpers/archive.js';
import { expectFailure } from '../helpers/failure.js';
import { publishAs } from '../helpers/release.js';
import { expectCut, type Scene, setScene, succeed, versions } from './scene.js';

let scene: Scene;

beforeAll(async () => {
  scene = await setScene();
  await scene.publish({ name: '@rapido/cut-any', cut: 'any' });
});

test.each([
  ['a newer cut API', { api: 2 }, /needs cut API 2; Rapido 0\.1\.0 has 1/],
  ['an older cut API', { api: 0 }, /made for cut API 0; Rapido 0\.1\.0 has 1/],
  ['a newer CLI', { api: 1, cli: '>=0.2' }, /needs Rapido >=0\.2; this is Rapido 0\.1\.0/],
])('a plugin that needs %s is refused, and its code is not run', async (what, rapido, message) => {
  const here = scene.installation.elsewhere(what);
  const name = `@rapido/cut-other-${JSON.stringify(rapido).replaceAll(/\W/g, '')}`;
  await scene.publish({ name, cut: 'other', rapido, code: 'console.error("I run");' });
  const result = await here.rapido(['plugins', 'install', name]);
  expect(expectFailure(result, 128, 'PLUGIN', name, message)).not.toContain('I run');
  expect(await versions(here)).toEqual({});
});

test('of those that are there when the CLI is replaced, one that no longer fits fails by name, and the others work', async () => {
  const here = scene.installation.elsewhere('Replaced');
  await scene.publish({ name: '@rapido/cut-old', cut: 'old', rapido: { api: 1, cli: '<0.2' } });
  for (const name of ['any', 'old']) await succeed(here, 'plugins', 'install', name);
  await expectCut(here, 'old');
  await publishAs(scene.registry, scene.release, '0.2.0');
  await here.install('0.2.0');
  try {
    const refused = await here.rapido(['cut', 'old', '--dry-run']);
    expectFailure(refused, 128, 'PLUGIN', '@rapido/cut-old 1.0.0 needs Rapido <0.2; this is Rapido 0.2.0');
    const any = await here.rapido(['cut', 'any', '--dry-run']);
    expect([any.status, any.stderr.includes('cut-old')], any.stderr).toEqual([0, false]);
    await succeed(here, 'list');
    expect((await here.rapido(['plugins'])).stdout).toMatch(/cut-old.*\n.*needs Rapido <0\.2/);
  } finally {
    await here.install('0.1.0');
  }
  await expectCut(here, 'old');
});

test('a prerelease of the CLI counts as what it is a prerelease of', async () => {
  const here = scene.installation.elsewhere('Prerelease');
  await publishAs(scene.registry, scene.release, '0.3.0-beta.1', 'next');
  await scene.publish({ name: '@rapido/cut-soon', cut: 'soon', rapido: { api: 1, cli: '>=0.3' } });
  const tooOld = await here.rapido(['plugins', 'install', 'soon']);
  expectFailure(tooOld, 128, 'PLUGIN', 'needs Rapido >=0.3; this is Rapido 0.1.0');
  await here.install('next');
  try {
    expect((await here.rapido(['--version'])).stdout).toContain('@rapido/cli/0.3.0-beta.1 ');
    for (const name of ['any', 'soon']) {
      await succeed(here, 'plugins', 'install', name);
      await expectCut(here, name);
    }
  } finally {
    await here.install('0.1.0');
  }
});

test("a plugin's own copy of the engine is its own: the CLI's works", async () => {
  const here = scene.installation.elsewhere('Copy');
  for (const name of ['@rapido/kit', '@rapido/core'])
    await scene.registry.publish(await repack(scene.release.get(name) as string, '0.0.9'), 'old');
  await scene.publish({
    name: '@rapido/cut-own-copy',
    cut: 'own-copy',
    packageJson: { dependencies: { '@rapido/kit': '*', '@rapido/core': '0.0.9' } },
    code: `import { RapidoError } from '@rapido/core/errors';
import { createRequire } from 'node:module';
const { version } = createRequire(import.meta.url)('@rapido/core/package.json');`,
    manifest: `m.data('/engine-of-plugin', version);
    if (m.settings?.never) throw new RapidoError('USAGE', version);
    m.data(\`/core-\${version}\`, 'x');`,
  });
  await succeed(here, 'plugins', 'install', 'own-copy');
  const said = await succeed(here, 'cut', 'own-copy', '--dry-run');
  expect(said).toContain(' /core-0.0.9 ');
  expect(said).toMatch(/ \/rapido\/init +<- .*Präfix von npm\/lib\/node_modules\/@rapido\//);
});
