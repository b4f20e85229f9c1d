import { expect, it } from 'vitest';
import { rapido, temporaryDirectory } from './helpers/cli.js';
import { cutModule, installPlugins } from './helpers/plugins.js';

it('config --schema has the settings of core and of installed plugins, whatever the configuration is', async () => {
  const home = temporaryDirectory();
  const more = "settings: { MY_SIZE: { type: 'size', summary: 'How much', default: '1G' } },";
  installPlugins(home, { name: 'rapido-cut-my', code: cutModule('my', { more }) });
  const env = { RAPIDO_BR_MTU: 'wrong' };
  const { status, stdout, stderr } = await rapido(['config', '--schema'], { home, env });
  expect([status, stderr]).toEqual([0, '']);
  const schema = JSON.parse(stdout);
  expect(schema.properties).toMatchObject({
    KERNEL_SRC: { description: expect.stringMatching(/^Kernel build tree/) },
    MY_SIZE: { description: 'How much.', default: '1G', allOf: [{ $ref: '#/definitions/size' }] },
  });
  expect(schema.definitions).toHaveProperty('size');
  expect(JSON.parse((await rapido(['config', '--schema', '--json'], { home })).stdout)).toEqual(schema);
});

it('config --schema KEY is refused', async () => {
  const { status, stderr } = await rapido(['config', 'BOOT', '--schema'], { home: temporaryDirectory() });
  expect(status).toBe(129);
  expect(stderr).toContain('--schema is of all settings');
});
