import { rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rapido, temporaryDirectory } from '../helpers/cli.js';
import { cutManifest, cutModule, installPlugins } from '../helpers/plugins.js';

const good = { name: '@acme/rapido-cut-good', code: cutModule('good-cut', { manifest: "m.bin('true');" }) };

describe('a hostile plugin', () => {
  it('that throws while loading is named in a warning and costs nobody else anything', async () => {
    const home = temporaryDirectory();
    installPlugins(home, { name: '@acme/throws', code: "throw new Error('I am broken');" }, good);
    const { status, stdout, stderr } = await rapido(['list'], { home });
    expect(stdout).toContain('good-cut');
    expect(stdout).toContain('simple-example');
    expect(stderr).toBe(leftOut('@acme/throws', 'I am broken.'));
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
    const { status, stdout, stderr } = await rapido(['list', '--installed', '--json'], { home });
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

  it.each([
    ['run:simple-example', []],
    ['hello', ['help:cut']],
    ['hello', ['plugins:install:x']],
    ['cut:simple-example:x', []],
  ])('that has a command %s, also called %s, stands in the way of none', async (id, aliases) => {
    const home = temporaryDirectory();
    const commands = { [id]: { id, aliases, flags: {}, args: {} } };
    installPlugins(home, {
      name: '@acme/evil',
      code: "console.log('hijacked');",
      manifest: { version: '1.0.0', commands },
    });
    const dryRun = await rapido(['run', 'simple-example', '--dry-run'], { home });
    expect(dryRun.stdout).not.toContain('hijacked');
    const taken = (aliases[0] ?? id).replaceAll(':', ' ');
    expect(dryRun.stderr).toContain(leftOut('@acme/evil', `Its command "${taken}" would be taken for Rapido's own.`));
    expect(dryRun.status).toBe(0);
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

  it('that ends the process while it is loaded is named', async () => {
    const home = temporaryDirectory();
    installPlugins(home, { name: '@acme/exits', code: 'process.exit(0);' });
    for (const args of [['list'], ['plugins']]) {
      const { status, stderr } = await rapido(args, { home });
      expect(stderr).toContain('The code of the plugin @acme/exits has ended rapido before it was done.');
      expect(stderr).toContain('rapido plugins uninstall @acme/exits');
      expect(status).toBe(128);
    }
    const { status, stdout } = await rapido(['list', '--json'], { home });
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'ERR_RAPIDO_PLUGIN', exitCode: 128 } });
    expect(status).toBe(128);
  });

  it.each([
    ['its module', { code: 'process.exit(0);' }],
    ['its manifest', { code: cutModule('exits', { manifest: 'process.exit(0);' }) }],
    [
      'a timer',
      { code: `${cutModule('exits', { manifest: 'return new Promise(() => {});' })}setTimeout(process.exit, 1, 0);` },
    ],
  ])('that ends the process in %s has cut nothing, and passed nothing', async (_, { code }) => {
    const home = temporaryDirectory();
    installPlugins(home, { name: '@acme/exits', code, manifest: cutManifest({ exits: {} }) });
    const { status, stderr } = await rapido(['run', 'exits', '--dry-run'], { home });
    expect(stderr).toContain('The code of the plugin @acme/exits has ended rapido before it was done.');
    expect(status).toBe(128);
  });

  it('that ends the process is neither linked nor described', async () => {
    const home = temporaryDirectory();
    installPlugins(home, { name: '@acme/exits', code: 'process.exit(0);' });
    const root = join(home, '.local/share/rapido/node_modules/@acme/exits');
    for (const verb of ['link', 'manifest']) {
      expect(await rapido(['plugins', verb, root], { home })).toMatchObject({ status: 128 });
    }
  });

  it('that prints while it is loaded spoils no result', async () => {
    const home = temporaryDirectory();
    installPlugins(home, { name: '@acme/prints', code: `console.log('Hello');${cutModule('prints')}` });
    const { stdout, stderr } = await rapido(['list', '--json'], { home });
    expect(JSON.stringify(JSON.parse(stdout))).toContain('"prints"');
    expect(stderr).toBe('Hello\n');
    expect(JSON.parse((await rapido(['plugins', '--json'], { home })).stdout)).toMatchObject([{ cuts: ['prints'] }]);
    const dryRun = await rapido(['cut', 'prints', '--dry-run', '--json'], { home });
    expect(JSON.parse(dryRun.stdout)).toMatchObject({ cut: 'prints' });
    expect((await rapido(['__complete', 'fish', '--', 'run', ''], { home })).stdout).toMatch(/^words\t\n/);
  });

  it.each([
    ['nothing with a name', 'Object.create(null)', 'it does not say why'],
    ['what cannot be read', '{ toString() { throw 1; } }', 'it does not say why'],
    ['an error without a text', 'Object.assign(new Error(), { message: 42 })', '42'],
    ['empty lines', "new Error('\\n\\nwhy')", 'why'],
  ])('that throws %s costs a line', async (_, thrown, why) => {
    const home = temporaryDirectory();
    installPlugins(home, { name: '@acme/throws', code: `throw ${thrown};` }, good);
    const { status, stdout, stderr } = await rapido(['list'], { home });
    expect(stdout).toContain('good-cut');
    expect(stderr).toBe(leftOut('@acme/throws', `${why}.`));
    expect(status).toBe(0);
    expect(await rapido(['plugins'], { home })).toMatchObject({ status: 0, stderr: '' });
  });

  it('that says another name than its own, or another plugin’s, does not get it', async () => {
    const home = temporaryDirectory();
    const mine = cutManifest({ 'my-cut': {} });
    const [id, command] = Object.entries(mine.commands)[0] as [string, object];
    const commands = { [id]: { ...command, pluginName: '@rapido/cut-simple', pluginType: 'core' } };
    installPlugins(
      home,
      { name: '@acme/liar', code: cutModule('my-cut'), manifest: { ...mine, commands } },
      { name: '@acme/other', code: '', files: { 'package.json': '{"name":"@rapido/cli","version":"1.0.0"}' } },
    );
    const { stdout, stderr } = await rapido(['list'], { home });
    expect(stdout).toMatch(/^@acme\/liar 1\.0\.0.*\n {2}my-cut/m);
    expect(stderr).toMatch(
      /^Warning: The plugin @acme\/other is left out: The package in .* is "@rapido\/cli" now\..*\n$/,
    );
  });

  it.each([
    ['the name', { name: 'even' }],
    ['settings', { settings: { KEY: null } }],
    ['settings without a type', { settings: { KEY: { summary: 'x' } } }],
    ['settings of no type', { settings: { KEY: { type: 'colour', summary: 'x' } } }],
    ['settings without a summary', { settings: { KEY: { type: 'string', summary: 7 } } }],
    ['defaults', { settings: { KEY: { type: 'string', summary: 'x', default: 9 } } }],
    ['options', { settings: { KEY: { type: 'enum', summary: 'x', options: 'abc' } } }],
    ['disks', { vm: { disks: [null] } }],
    ['kernel parameters', { vm: { append: 'quiet' } }],
    ['a suite', { suite: null }],
    ['modules', { kernel: { load: 'xfs' } }],
    ['needs', { needs: [null] }],
    ['a virtual machine', { vm: 7 }],
    ['aliases', { aliases: [7] }],
  ])('whose manifest describes %s of a cut wrongly is left out', async (_, data) => {
    const home = temporaryDirectory();
    installPlugins(home, { name: '@acme/odd', code: '', manifest: cutManifest({ odd: data }) });
    const { status, stderr } = await rapido(['config'], { home });
    expect(stderr).toBe(leftOut('@acme/odd', 'Its manifest describes the command "cut:odd" wrongly.'));
    expect(status).toBe(0);
  });

  it.each([
    ['summary', { summary: 7 }],
    ['flags', { flags: { loud: null } }],
  ])('whose manifest describes the %s of a command wrongly is left out', async (_, more) => {
    const home = temporaryDirectory();
    installPlugins(home, {
      ...{ name: '@acme/odd', code: '' },
      manifest: { version: '1.0.0', commands: { hello: { id: 'hello', aliases: [], flags: {}, args: {}, ...more } } },
    });
    const help = await rapido(['--help'], { home });
    expect(help).toMatchObject({
      stderr: leftOut('@acme/odd', 'Its manifest describes the command "hello" wrongly.'),
      status: 0,
    });
    expect((await rapido(['__complete', 'fish', '--', ''], { home })).stdout).toContain('doctor');
  });

  it('that is for another Rapido is said to be, though its manifest is of a shape that this one does not know', async () => {
    const home = temporaryDirectory();
    const manifest = cutManifest({ odd: { settings: { KEY: { type: 'colour', summary: 'x' } } } });
    installPlugins(home, { name: '@acme/odd', code: '', rapido: { api: 1, cli: '>=99' }, manifest });
    const { status, stderr } = await rapido(['config'], { home });
    expect(stderr).toMatch(/^Warning: The plugin @acme\/odd is left out: The plugin .* needs Rapido >=99; .*\n$/);
    expect(status).toBe(0);
  });

  it('costs one line, however many there are, on standard error, and nothing with --json', async () => {
    const home = temporaryDirectory();
    const names = Array.from({ length: 12 }, (_, index) => `@acme/broken${index}`);
    installPlugins(
      home,
      ...names.map((name) => ({ name, code: `throw new Error('First \\x1b[2Jline\\nsecond');` })),
      good,
    );
    const { status, stdout, stderr } = await rapido(['list'], { home });
    expect(stderr).toBe(names.map((name) => leftOut(name, 'First line.')).join(''));
    expect(stdout).toContain('good-cut');
    expect(status).toBe(0);
    expect((await rapido(['list', '--json'], { home })).stderr).toBe('');
  });

  it('whose settings and version have orders to the terminal gives it none', async () => {
    const home = temporaryDirectory();
    const manifest = {
      ...cutManifest({ odd: { settings: { 'K\x1b[2J': { type: 'string', summary: 'a\x1b[2J\nb' } } } }),
    };
    const version = '1.0.0\x1b[2J';
    installPlugins(home, {
      ...{ name: '@acme/odd', code: '', version, rapido: { api: 7 } },
      manifest: { ...manifest, version },
    });
    for (const args of [['config', '--all'], ['cut', 'odd'], ['list', '--long'], ['help', 'cut', 'odd'], ['plugins']]) {
      const { stdout, stderr } = await rapido(args, { home });
      expect(stdout + stderr).not.toContain('\x1b');
    }
  });

  it('cannot keep the user from removing it', async () => {
    const home = temporaryDirectory();
    const broken = {
      '@acme/exits': 'process.exit(0);',
      '@acme/throws': "throw new Error('no');",
      '@acme/endless': 'for (;;);',
    };
    installPlugins(home, ...Object.entries(broken).map(([name, code]) => ({ name, code })), good);
    for (const name of Object.keys(broken)) {
      const { status, stderr } = await rapido(['plugins', 'uninstall', name], { home });
      expect(stderr).not.toContain('left out');
      expect(status).toBe(0);
    }
    expect(await rapido(['list'], { home })).toMatchObject({ status: 0, stderr: '' });
  });

  it('that is gone, or whose manifest is no manifest, is left out', async () => {
    const home = temporaryDirectory();
    installPlugins(
      home,
      { name: '@acme/gone', code: '' },
      { name: '@acme/cut-off', code: '', manifest: '{"version": "1.0.0", "comm' },
      { name: '@acme/other', code: '', manifest: '[]' },
    );
    rmSync(join(home, '.local/share/rapido/node_modules/@acme/gone'), { recursive: true });
    const { status, stderr } = await rapido(['list'], { home });
    expect(stderr).toMatch(/^Warning: The plugin @acme\/gone is left out: There is no .*package\.json\. /m);
    expect(stderr).toMatch(/^Warning: The plugin @acme\/cut-off is left out: .*oclif\.manifest\.json is not JSON\. /m);
    expect(stderr).toMatch(/^Warning: The plugin @acme\/other is left out: .*oclif\.manifest\.json is no manifest\. /m);
    expect(stderr.split('\n')).toHaveLength(4);
    expect(status).toBe(0);
  });

  it('whose directory is a link to itself is listed with what is wrong', async () => {
    const home = temporaryDirectory();
    installPlugins(home, { name: '@acme/loop', code: '' });
    const root = join(home, '.local/share/rapido/node_modules/@acme/loop');
    rmSync(root, { recursive: true });
    symlinkSync('loop', root);
    const { status, stdout } = await rapido(['plugins'], { home });
    expect(stdout).toContain(`cannot be used: Cannot read ${join(root, 'package.json')}.`);
    expect(status).toBe(0);
  });

  it.each(['{"plugins": ', '{"schema": 1, "plugins": [7]}', '[]'])(
    'in a damaged list %s costs a line',
    async (text) => {
      const home = temporaryDirectory();
      installPlugins(home);
      const file = join(home, '.local/share/rapido/plugins.json');
      writeFileSync(file, text);
      const { status, stdout, stderr } = await rapido(['list'], { home });
      expect(stdout).toContain('simple-example');
      expect(stderr).toBe(
        `Warning: No plugin of yours is loaded: ${file} is not a list of plugins. What to do: rapido plugins\n`,
      );
      expect(status).toBe(0);
      expect((await rapido(['list', '--json'], { home })).stderr).toBe('');
    },
  );
});

describe('a plugin in the making', () => {
  const link = (home: string) => {
    const data = join(home, '.local/share/rapido');
    const root = join(data, 'node_modules/@acme/mine');
    writeFileSync(
      join(data, 'plugins.json'),
      JSON.stringify({ plugins: [{ name: '@acme/mine', root, from: 'link' }] }),
    );
    return root;
  };

  it('is known by its manifest, unless its code has been built since', async () => {
    const home = temporaryDirectory();
    installPlugins(home, {
      name: '@acme/mine',
      code: cutModule('new-name'),
      manifest: cutManifest({ 'old-name': {} }),
    });
    const root = link(home);
    utimesSync(join(root, 'index.js'), 1000, 1000);
    expect((await rapido(['list'], { home })).stdout).toContain('old-name');
    utimesSync(join(root, 'oclif.manifest.json'), 500, 500);
    const built = await rapido(['list'], { home });
    expect(built.stdout).toContain('new-name');
    expect(built.stderr).toBe('');
  });
});

function leftOut(name: string, why: string): string {
  return `Warning: The plugin ${name} is left out: ${why} To remove it: rapido plugins uninstall ${name}\n`;
}
