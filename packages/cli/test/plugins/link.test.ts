import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { rapido, temporaryDirectory } from '../helpers/cli.js';
import { cutModule, installPlugins, writePlugin } from '../helpers/plugins.js';

it('a plugin can be linked, listed and unlinked', async () => {
  const home = temporaryDirectory();
  installPlugins(home); // for the kit, which the linked one finds beside it
  const root = join(home, '.local/share/rapido/linked');
  mkdirSync(root);
  writePlugin(root, { name: '@acme/linked', code: cutModule('linked-cut') });
  expect((await rapido(['plugins', 'link', root], { home })).status).toBe(0);
  const listing = await rapido(['list'], { home });
  expect(listing.stdout).toContain('linked-cut');
  expect(listing.stderr).toBe('');
  expect((await rapido(['plugins', 'unlink', '@acme/linked'], { home })).status).toBe(0);
  expect((await rapido(['list'], { home })).stdout).not.toContain('linked-cut');
});
