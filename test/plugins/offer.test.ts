import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { cutPackage, pack, startRegistry } from '../../packages/cli/test/helpers/registry.js';
import { expectFailure } from '../helpers/failure.js';
import { pty, rapido, SELF, temporaryDirectory } from '../helpers/index.js';

const store = join(SELF.directories.home, '.local/share/rapido');
const QUESTION = 'The cut fstests-xfs is not installed: the package @rapido/cut-fstests has it. Install it now? [y/N]';

/** A registry with a package of that name, whose cuts are known by the catalogue of the CLI. */
async function registry(): Promise<{ readonly env: Record<string, string>; readonly requests: readonly string[] }> {
  const { address, publish, requests } = await startRegistry();
  publish(pack(temporaryDirectory(), cutPackage('@rapido/cut-fstests', 'fstests-xfs')));
  return { env: { npm_config_registry: address }, requests };
}

afterEach(async () => {
  if (existsSync(store)) await rapido(['plugins', 'uninstall', 'fstests']);
});

test('a cut that is known but not installed is installed after a yes, and the command goes on', async () => {
  const { env } = await registry();
  const terminal = pty(['cut', 'fstests-xfs', '--dry-run'], { env, columns: 120 });
  await terminal.waitFor(QUESTION);
  terminal.write('y\r');
  expect(await terminal.status, terminal.screen.text).toBe(0);
  expect(terminal.screen.text).toMatch(/\/bin\/true/);
  expect(JSON.parse(readFileSync(join(store, 'plugins.json'), 'utf8')).plugins).toMatchObject([
    { name: '@rapido/cut-fstests', from: 'registry' },
  ]);
});

test('help of one offers it as well', async () => {
  const { env } = await registry();
  const terminal = pty(['help', 'cut', 'fstests-xfs'], { env, columns: 120 });
  await terminal.waitFor(QUESTION);
  terminal.write('y\r');
  expect(await terminal.status, terminal.screen.text).toBe(0);
  expect(terminal.screen.text).toContain('The cut fstests-xfs');
});

test.each([
  ['no', 'n\r', 'Nothing was changed.'],
  ['Ctrl-C', '\x03', 'Interrupted.'],
])('after %s nothing is fetched', async (_, answer, said) => {
  const { env, requests } = await registry();
  const terminal = pty(['run', 'fstests-xfs'], { env, columns: 120 });
  await terminal.waitFor(QUESTION);
  terminal.write(answer);
  await terminal.waitFor(said);
  expect(await terminal.status).toBe(130);
  expect(requests).toEqual([]);
  expect(existsSync(store)).toBe(false);
});

test('nobody is asked where nobody can answer, or programs read the answer', async () => {
  const { env, requests } = await registry();
  const hint = 'rapido plugins install @rapido/cut-fstests';
  expectFailure(await rapido(['run', 'fstests-xfs'], { env }), 129, 'UNKNOWN_CUT', hint);
  const terminal = pty(['run', 'fstests-xfs', '--json'], { env, columns: 120 });
  expect(await terminal.status).toBe(129);
  expect(terminal.screen.text).toContain(hint);
  expect(requests).toEqual([]);
});
