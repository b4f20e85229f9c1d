// A user's whole way, literally: npm installs the CLI, which installs plugins, of this project and of others; each cut is
// booted; then nothing of them is left.
import { existsSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { expectFailure } from '../helpers/failure.js';
import { type Installation, installGlobally } from '../helpers/installation.js';
import { type Registry, startRegistry } from '../helpers/registry.js';
import { release } from '../helpers/release.js';
import { fixture, succeed, versions } from './scene.js';

let registry: Registry;
let here: Installation;

beforeAll(async () => {
  registry = await startRegistry();
  await release(registry);
  here = await installGlobally(registry);
});

test('the CLI runs, and has what comes with it', async () => {
  expect((await here.rapido(['--version'])).stdout).toMatch(/^@rapido\/cli\/0\.1\.0 /);
  expect((await here.rapido(['list'])).stdout).toContain('simple-example');
  expect(await versions(here)).toEqual({});
});

test('plugins are installed, cut and booted, and uninstalled without a trace', async () => {
  const missing = await here.rapido(['cut', 'fstests-xfs']);
  expectFailure(missing, 129, 'UNKNOWN_CUT', 'rapido plugins install @rapido/cut-fstests');

  await succeed(here, 'plugins', 'install', '@rapido/cut-fstests');
  await succeed(here, 'plugins', 'install', 'blktests@^0.1');
  expect(await versions(here)).toEqual({ '@rapido/cut-fstests': '0.1.0', '@rapido/cut-blktests': '0.1.0' });

  const fstests = ['--set', `FSTESTS_SRC=${fixture('fstests')}`, '--set', 'FSTESTS_ZRAM_SIZE=512M'];
  expect(await succeed(here, 'run', 'fstests-xfs', ...fstests, '--', 'generic/001')).toContain('1 passed');
  const blktests = ['--set', `BLKTESTS_SRC=${fixture('blktests')}`];
  expect(await succeed(here, 'run', 'blktests-nodev', ...blktests, '--', 'loop')).toContain('1 passed');

  await succeed(here, 'plugins', 'uninstall', 'fstests', '@rapido/cut-blktests');
  expect(await versions(here)).toEqual({});
  expect(existsSync(here.data)).toBe(false);
});
