import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packPlugin } from '../helpers/fixture-plugin.js';
import { pty, rapido, SELF } from '../helpers/index.js';

const store = join(SELF.directories.home, '.local/share/rapido');

const MODULE = `const cut = { name: 'asked', summary: 'A fixture', manifest() {} };
const command = { cut, cutApi: 1, summary: 'A fixture', aliases: [], flags: {}, args: {}, async run() {} };
export const commands = { 'cut:asked': command };
`;

/** It needs no other package, so no registry is asked. */
const archive = packPlugin({
  ...{ name: '@acme/rapido-cut-asked', version: '1.2.3', cut: 'asked' },
  ...{ packageJson: { dependencies: {} }, files: { 'index.js': MODULE } },
});
const env = { npm_config_registry: 'http://127.0.0.1:9' };

test.each([
  ['no', 'n\r', 'Nothing was changed.'],
  ['nothing', '\r', 'Nothing was changed.'],
  ['Ctrl-C', '\x03', 'Interrupted.'],
])('a plugin of somebody else is named in the question, and is not installed after %s', async (_, answer, said) => {
  const terminal = pty(['plugins', 'install', await archive], { env, columns: 120 });
  await terminal.waitFor('[y/N]');
  expect(terminal.screen.text).toContain(`@acme/rapido-cut-asked 1.2.3, from ${await archive}`);
  terminal.write(answer);
  await terminal.waitFor(said);
  expect(await terminal.status).toBe(130);
  expect(existsSync(store)).toBe(false);
});

test('it is installed after a yes', async () => {
  const terminal = pty(['plugins', 'install', await archive], { env, columns: 120 });
  await terminal.waitFor('[y/N]');
  terminal.write('y\r');
  await terminal.waitFor('Installed @acme/rapido-cut-asked 1.2.3.');
  expect(await terminal.status).toBe(0);
  expect((await rapido(['plugins', 'uninstall', 'asked'])).status).toBe(0);
  expect(existsSync(store)).toBe(false);
});
