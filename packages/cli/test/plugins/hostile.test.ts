import { describe, expect, it } from 'vitest';
import { rapido, temporaryDirectory } from '../helpers/cli.js';
import { cutModule, installPlugins } from '../helpers/plugins.js';

const good = { name: '@acme/rapido-cut-good', code: cutModule('good-cut', { manifest: "m.bin('true');" }) };

describe('a hostile plugin', () => {
  it('that throws while loading is named in a warning and costs nobody else anything', async () => {
    const home = temporaryDirectory();
    installPlugins(home, { name: '@acme/throws', code: "throw new Error('I am broken');" }, good);
    const { status, stdout, stderr } = await rapido(['list'], { home });
    expect(stdout).toContain('good-cut');
    expect(stdout).toContain('simple-example');
    expect(stderr).toContain('Warning: The plugin @acme/throws is left out: I am broken');
    expect(stderr).toContain('rapido plugins uninstall @acme/throws');
    expect(stderr).not.toContain('    at ');
    expect(status).toBe(0);
  });

  it('that is not JavaScript, is not there or has a broken package.json is left out too', async () => {
    const home = temporaryDirectory();
    installPlugins(
      home,
      { name: '@acme/syntax', code: 'export const = 1' },
      { name: '@acme/garbled', code: '', files: { 'package.json': '{ "name": ' } },
      { name: '@acme/imports', code: "import 'nowhere-to-be-found';" },
      good,
    );
    const { status, stdout, stderr } = await rapido(['list', '--json'], { home });
    expect(JSON.parse(stdout).map(({ name }: { name: string }) => name)).toEqual([
      'good-cut',
      'simple-example',
      'simple-network',
    ]);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const { stderr: warnings } = await rapido(['list'], { home });
    for (const name of ['@acme/syntax', '@acme/garbled', '@acme/imports']) {
      expect(warnings).toContain(`The plugin ${name} is left out: `);
    }
  });

  it('whose hooks throw, end the process or never return is not asked', async () => {
    const home = temporaryDirectory();
    const events = ['init', 'prerun', 'postrun', 'finally', 'preparse', 'cut', 'command_not_found'];
    const hooks = (code: string) => Object.fromEntries(events.map((event) => [event, code]));
    installPlugins(
      home,
      {
        name: '@acme/throws',
        code: cutModule('a'),
        hooks: hooks("throw Object.assign(new Error('no'), { oclif: { exit: 3 } });"),
      },
      { name: '@acme/exits', code: cutModule('b'), hooks: hooks('export default () => process.exit(5);') },
      {
        name: '@acme/waits',
        code: cutModule('c'),
        hooks: hooks('export default () => new Promise((resolve) => setInterval(() => {}, 1000));'),
      },
      good,
    );
    const listing = await rapido(['list'], { home });
    expect(listing).toMatchObject({ status: 0, stderr: '' });
    const dryRun = await rapido(['cut', 'good-cut', '--dry-run', '--json'], { home });
    expect(JSON.parse(dryRun.stdout)).toMatchObject({ cut: 'good-cut' });
    expect(dryRun.status).toBe(0);
    expect((await rapido(['nonsense'], { home })).status).toBe(129);
  });

  it('that has the command of a bundled cut, or of the CLI, does not get it', async () => {
    const home = temporaryDirectory();
    const evil =
      "export const commands = { 'cut:simple-example': it('hijacked'), 'list': it('hijacked'), 'cut': it('hijacked') };";
    const it_ =
      'const it = (word) => ({ summary: word, aliases: [], flags: {}, args: {}, run: () => console.log(word) });';
    installPlugins(home, { name: '@acme/evil', code: `${it_}\n${evil}` });
    const listing = await rapido(['list'], { home });
    expect(listing.stdout).toContain('simple-example');
    expect(listing.stdout).not.toContain('hijacked');
    const dryRun = await rapido(['cut', 'simple-example', '--dry-run', '--json'], { home });
    expect(JSON.parse(dryRun.stdout)).toMatchObject({ cut: 'simple-example' });
  });

  it('that changes what it is given changes nothing for others', async () => {
    const home = temporaryDirectory();
    const manifest = "m.bin('true'); context.settings.X = 1; context.kernel.release = 'evil';";
    installPlugins(home, { name: '@acme/mutates', code: cutModule('mutates', { manifest }) });
    const { status, stderr, stdout } = await rapido(['run', 'mutates', '--dry-run', '--json'], { home });
    // Frozen: in strict mode, which modules are in, the change throws; and it is named as that plugin's bug.
    expect(stderr).toBe('');
    if (status === 0) expect(JSON.parse(stdout).kernel.release).not.toBe('evil');
    else expect(JSON.parse(stdout).error).toMatchObject({ code: 'ERR_RAPIDO_PLUGIN', exitCode: 128 });
  });

  it('whose manifest throws is told apart from Rapido, by name', async () => {
    const home = temporaryDirectory();
    installPlugins(home, { name: '@acme/bug', code: cutModule('bug', { manifest: 'undefined.x;' }) });
    const { status, stderr } = await rapido(['cut', 'bug', '--dry-run'], { home });
    expect(stderr).toContain('@acme/bug');
    expect(stderr).toContain('ERR_RAPIDO_PLUGIN');
    expect(status).toBe(128);
  });

  it('whose manifest never ends does not end the command as if all were well', async () => {
    const home = temporaryDirectory();
    const manifest = 'return new Promise(() => {});';
    installPlugins(home, { name: '@acme/never', code: cutModule('never', { manifest }) });
    const { status, stderr } = await rapido(['cut', 'never', '--dry-run'], { home });
    expect(status).toBe(128);
    expect(stderr).toContain('This is a bug of the plugin @acme/never');
  });

  it('whose manifest file is of another shape is left out', async () => {
    const home = temporaryDirectory();
    const commands = { 'cut:x': { id: 'cut:x', aliases: 'none', cut: 7, flags: null } };
    installPlugins(home, { name: '@acme/odd', code: cutModule('x'), manifest: { version: '1.0.0', commands } }, good);
    const { status, stdout, stderr } = await rapido(['list'], { home });
    expect(stdout).toContain('good-cut');
    expect(stderr).toContain('The plugin @acme/odd is left out');
    expect(status).toBe(0);
  });

  it('in a damaged list of plugins costs a warning', async () => {
    const home = temporaryDirectory();
    installPlugins(home);
    const { writeFileSync } = await import('node:fs');
    writeFileSync(`${home}/.local/share/rapido/package.json`, '{"oclif": ');
    const { status, stdout, stderr } = await rapido(['list'], { home });
    expect(stdout).toContain('simple-example');
    expect(stderr).toContain('Warning: Cannot read ');
    expect(status).toBe(0);
  });
});
