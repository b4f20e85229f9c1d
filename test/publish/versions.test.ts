// Versions of plugins and their libraries: which one an install and an update take, up and down; and what is there when it fails.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { expectFailure } from '../helpers/failure.js';
import { unpack } from '../helpers/image.js';
import { publishAs } from '../helpers/release.js';
import { expectCut, expectUpdateFailure, type Scene, setScene, succeed, versions } from './scene.js';

const ONE = '@rapido/cut-one';
const TWO = '@rapido/cut-two';

let scene: Scene;

beforeAll(async () => {
  scene = await setScene();
  for (const version of ['1.0.0', '1.1.0', '2.0.0']) await scene.publish({ name: ONE, version, cut: 'one' });
});

test('a range, up and down, and exactly one copy of it', async () => {
  const here = scene.installation.elsewhere('Range');
  await succeed(here, 'plugins', 'install', 'one@^1.0');
  await expectCut(here, 'one', '1.1.0');
  await succeed(here, 'plugins', 'install', 'one@latest');
  await expectCut(here, 'one', '2.0.0');
  await succeed(here, 'plugins', 'install', `${ONE}@1.0.0`);
  await expectCut(here, 'one', '1.0.0');
  expect(await versions(here)).toEqual({ [ONE]: '1.0.0' });
  expect(readdirSync(join(here.data, 'plugins'))).toHaveLength(1);
});

test('an update of all stays within what was asked for, each on its own', async () => {
  const here = scene.installation.elsewhere('Update');
  await scene.publish({ name: TWO, cut: 'two' });
  await scene.publish({ name: '@stranger/plugin', cut: 'strange' });
  await succeed(here, 'plugins', 'install', 'one@^1');
  await succeed(here, 'plugins', 'install', 'two');
  await succeed(here, 'plugins', 'install', '@stranger/plugin', '--yes');
  await scene.publish({ name: TWO, version: '3.0.0', cut: 'two' });
  await scene.publish({ name: '@stranger/plugin', version: '1.0.1', cut: 'strange' });
  const said = await succeed(here, 'plugins', 'update');
  expect(await versions(here)).toEqual({ [ONE]: '1.1.0', [TWO]: '3.0.0', '@stranger/plugin': '1.0.1' });
  expect(said).toMatch(/cut-two.*1\.0\.0.*3\.0\.0/);
  await expectCut(here, 'two', '3.0.0');
  await expectCut(here, 'strange', '1.0.1');
  expect(readdirSync(join(here.data, 'plugins'))).toHaveLength(3);
});

test("a stranger's library is updated with what it asks for; its changes are in the next image", async () => {
  const here = scene.installation.elsewhere('Library');
  const library = (version: string) =>
    scene.publish({
      ...{ name: '@acme/lib', version, cut: 'none', packageJson: { dependencies: {}, rapido: undefined } },
      files: {
        'index.js': `export const part = {
  root: import.meta.dirname,
  manifest(m) { m.file('/usr/bin/part', 'guest/part-${version}'); },
};
`,
        [`guest/part-${version}`]: version,
      },
    });
  await library('1.0.0');
  await scene.publish({
    ...{ name: '@rapido/cut-parted', cut: 'parted', code: "import { part } from '@acme/lib';" },
    ...{ manifest: 'm.use(part);', packageJson: { dependencies: { '@rapido/kit': '*', '@acme/lib': '^1.0.0' } } },
  });
  await succeed(here, 'plugins', 'install', 'parted');
  const cut = async () => {
    const result = await here.rapido(['cut', 'parted']);
    expect(result.status, result.stderr).toBe(0);
    return { part: unpack(result.stdout.trim()).text('/usr/bin/part'), isOld: result.stderr.includes('unchanged') };
  };
  expect(await cut()).toEqual({ part: '1.0.0', isOld: false });
  await library('1.0.1');
  expect(await succeed(here, 'plugins', 'update')).toContain(
    'What it needs is of another version now: @acme/lib 1.0.1',
  );
  expect(await cut()).toEqual({ part: '1.0.1', isOld: false });
  expect(await cut()).toEqual({ part: '1.0.1', isOld: true });
});

test("this project's library is of the version of the plugin, always", async () => {
  const here = scene.installation.elsewhere('Own library');
  const needs = async () =>
    JSON.parse((await here.rapido(['plugins', 'inspect', 'ceph', '--json'])).stdout).dependencies;
  const of = (version: string) => ({ '@rapido/ceph': version, '@rapido/kit': version });
  await succeed(here, 'plugins', 'install', 'ceph');
  expect(await needs()).toEqual(of('0.1.0'));
  await publishAs(scene.registry, scene.release, '0.2.0');
  await succeed(here, 'plugins', 'install', 'ceph@0.1.0');
  expect(await needs()).toEqual(of('0.1.0'));
  await succeed(here, 'plugins', 'install', 'ceph');
  expect(await needs()).toEqual(of('0.2.0'));
});

test('a prerelease is taken by those who ask for it', async () => {
  const here = scene.installation.elsewhere('Beta');
  await scene.publish({ name: '@rapido/cut-beta', cut: 'beta' });
  const beta = { name: '@rapido/cut-beta', version: '1.1.0-rc.1', cut: 'beta' };
  await scene.publish(beta, 'next');
  await succeed(here, 'plugins', 'install', 'beta');
  await expectCut(here, 'beta', '1.0.0');
  await succeed(here, 'plugins', 'install', 'beta@next');
  await expectCut(here, 'beta', '1.1.0-rc.1');
});

test('an upgrade that fails keeps the old version, and it works', async () => {
  const here = scene.installation.elsewhere('Failed');
  const name = '@rapido/cut-frail';
  await scene.publish({ name, cut: 'frail' });
  await succeed(here, 'plugins', 'install', 'frail');
  const before = readdirSync(here.data, { recursive: true }).sort();

  const missing = { dependencies: { '@rapido/kit': '*', 'is-nowhere': '1.0.0' } };
  await scene.publish({ name, version: '1.1.0', cut: 'frail', packageJson: missing });
  expectUpdateFailure(await here.rapido(['plugins', 'update']), 'PLUGIN', `${name} needs is-nowhere`);
  await scene.publish({ name, version: '1.2.0', cut: 'frail', code: 'throw new Error("not at all");' });
  const broken = await here.rapido(['plugins', 'install', 'frail@1.2.0']);
  expect(broken.status, broken.stderr).toBe(128);
  expect(broken.stderr).toMatch(/cut-frail cannot be loaded: not at all\nHint: .*\nCode: {2}ERR_RAPIDO_PLUGIN\n/);
  await scene.publish({ name, version: '1.3.0', cut: 'frail', rapido: { api: 2 } });
  expectUpdateFailure(await here.rapido(['plugins', 'update']), 'PLUGIN', `${name} 1.3.0 needs cut API 2`);
  expectFailure(await here.rapido(['plugins', 'install', 'frail@9']), 129, 'USAGE', 'frail', '9');

  expect(await versions(here)).toEqual({ [name]: '1.0.0' });
  expect(readdirSync(here.data, { recursive: true }).sort()).toEqual(before);
  await expectCut(here, 'frail', '1.0.0');
});
