import { describe, expect, it } from 'vitest';
import { rapido, temporaryDirectory } from '../helpers/cli.js';
import { cutModule, installPlugins } from '../helpers/plugins.js';

describe('an installed plugin of the name of a bundled one', () => {
  const simple = (version: string) => ({ name: '@rapido/cut-simple', version, code: cutModule('from-user') });

  it('takes its place when it is newer', async () => {
    const home = temporaryDirectory();
    installPlugins(home, simple('99.0.0'));
    const { stdout } = await rapido(['list'], { home });
    expect(stdout).toContain('from-user');
    expect(stdout).not.toContain('simple-example');
  });

  it('does not when it is older', async () => {
    const home = temporaryDirectory();
    installPlugins(home, simple('0.0.1'));
    const { stdout } = await rapido(['list'], { home });
    expect(stdout).toContain('simple-example');
    expect(stdout).not.toContain('from-user');
  });

  it('does not when it is made for another Rapido', async () => {
    const home = temporaryDirectory();
    const manifest = { version: '99.0.0', commands: {} };
    installPlugins(home, { ...simple('99.0.0'), rapido: { api: 2 }, manifest });
    expect((await rapido(['list'], { home })).stdout).toContain('simple-example');
  });

  it('never does for the CLI itself', async () => {
    const home = temporaryDirectory();
    installPlugins(home, { name: '@rapido/cli', version: '99.0.0', code: 'export const commands = {};' });
    const { status, stdout } = await rapido(['list'], { home });
    expect(stdout).toContain('simple-example');
    expect(status).toBe(0);
  });
});
