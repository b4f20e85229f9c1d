// Packages of others: what is asked before they are installed, and what of their code runs by that.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { pack } from '../helpers/archive.js';
import { expectFailure } from '../helpers/failure.js';
import { writePlugin } from '../helpers/fixture-plugin.js';
import { ptyOf, SANDBOX } from '../helpers/index.js';
import { expectCut, type Scene, setScene, succeed, versions } from './scene.js';

/** A file that stays away as long as none of a stranger's code has run. */
const TRACE = join(SANDBOX, 'npm cache', 'trace');

/** Whatever npm may run of a package. */
const SCRIPTS = Object.fromEntries(
  ['preinstall', 'install', 'postinstall', 'prepare', 'preuninstall', 'postuninstall'].map((name) => [
    name,
    `touch '${TRACE}'`,
  ]),
);
const CODE = `import { writeFileSync } from 'node:fs';\nwriteFileSync('${TRACE}', 'loaded');`;

let scene: Scene;

beforeAll(async () => {
  scene = await setScene();
});

test('a short name never means a package without a scope, whatever that is', async () => {
  const here = scene.installation.elsewhere('Unscoped');
  await scene.publish({ name: 'lustre', cut: 'lustre', packageJson: { scripts: SCRIPTS }, code: CODE });
  for (const args of [['lustre'], ['lustre@1.0.0'], ['lustre', '--yes']]) {
    const result = await here.rapido(['plugins', 'install', ...args]);
    expectFailure(result, 129, 'USAGE', '@rapido/cut-lustre');
  }
  expect(await versions(here)).toEqual({});
  expect(existsSync(TRACE)).toBe(false);
});

test('install scripts do not run, neither of a plugin nor of what it needs', async () => {
  const here = scene.installation.elsewhere('Scripts');
  const needed = writePlugin({ name: 'needed', cut: 'needed', packageJson: { scripts: SCRIPTS, dependencies: {} } });
  await scene.registry.publish(await pack(needed));
  const packageJson = { scripts: SCRIPTS, dependencies: { '@rapido/kit': '*', needed: '*' } };
  await scene.publish({ name: '@rapido/cut-scripts', cut: 'scripts', packageJson });
  await succeed(here, 'plugins', 'install', 'scripts');
  await expectCut(here, 'scripts');
  await succeed(here, 'plugins', 'uninstall', 'scripts');
  expect(existsSync(TRACE)).toBe(false);
});

test('of another scope only after a question, or with --yes', async () => {
  const here = scene.installation.elsewhere('Question');
  await scene.publish({ name: '@acme/cut-tool', cut: 'tool' });
  const unasked = await here.rapido(['plugins', 'install', '@acme/cut-tool']);
  expectFailure(unasked, 129, 'USAGE', '@acme/cut-tool', '--yes');

  const asked = async (answer: string) => {
    const terminal = ptyOf([join(here.prefix, 'bin/rapido'), 'plugins', 'install', '@acme/cut-tool'], {
      user: here.user,
    });
    await terminal.waitFor(/@acme\/cut-tool[\s\S]*\[y\/N\]/);
    terminal.write(`${answer}\r`);
    return terminal.status;
  };
  expect(await asked('n')).not.toBe(0);
  expect(await versions(here)).toEqual({});
  expect(await asked('y')).toBe(0);
  await expectCut(here, 'tool');
  await succeed(here, 'plugins', 'uninstall', '@acme/cut-tool');
  await succeed(here, 'plugins', 'install', '@acme/cut-tool', '--yes');
  await expectCut(here, 'tool');
});

test('a package that is no plugin is refused before any of it runs', async () => {
  const here = scene.installation.elsewhere('None');
  const packageJson = { rapido: undefined, oclif: undefined, scripts: SCRIPTS };
  await scene.publish({ name: '@acme/no-plugin', cut: 'none', packageJson, code: CODE });
  const result = await here.rapido(['plugins', 'install', '@acme/no-plugin', '--yes']);
  expectFailure(result, 128, 'PLUGIN', '@acme/no-plugin');
  expect(existsSync(TRACE)).toBe(false);
});
