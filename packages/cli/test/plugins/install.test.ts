import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { type CliResult, rapido, temporaryDirectory } from '../helpers/cli.js';
import { cutPackage, pack } from '../helpers/registry.js';

const BIN = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

/** Nothing listens there: what needs no registry asks none. */
const NO_REGISTRY = { npm_config_registry: 'http://127.0.0.1:9' };

const data = (home: string) => join(home, '.local/share/rapido');
const copies = (home: string) => readdirSync(join(data(home), 'plugins')).sort();

function plugins(home: string, args: readonly string[], env: Record<string, string> = {}): Promise<CliResult> {
  return rapido(['plugins', ...args], { home, env: { ...NO_REGISTRY, ...env } });
}

it('an archive is installed, changed for another version, used and removed whole; no script of it is run', async () => {
  const home = temporaryDirectory();
  const touch = `touch '${home}/EVIL'`;
  const scripts = { preinstall: touch, install: touch, postinstall: touch, prepare: touch, prepublish: touch };
  const [one, two] = ['1.0.0', '2.0.0-rc.1'].map((version) =>
    pack(home, cutPackage('@acme/rapido-cut-foo', 'foo', { version, fields: { scripts } })),
  ) as [string, string];
  const first = await plugins(home, ['install', '--yes', one]);
  expect(first.stdout).toBe('Installed @acme/rapido-cut-foo 1.0.0.\nIts cuts: foo\n');
  expect(first.status).toBe(0);
  expect((await plugins(home, ['install', '-y', two])).stdout).toContain(
    'Updated @acme/rapido-cut-foo from 1.0.0 to 2.0.0-rc.1.',
  );
  expect((await plugins(home, ['install', '-y', one])).stdout).toContain(
    'Downgraded @acme/rapido-cut-foo from 2.0.0-rc.1 to 1.0.0.',
  );
  expect((await plugins(home, ['install', '-y', one])).stdout).toContain('Installed @acme/rapido-cut-foo 1.0.0 again.');
  expect(copies(home)).toHaveLength(1);
  expect(existsSync(join(home, 'EVIL'))).toBe(false);
  const dryRun = await rapido(['cut', 'foo', '--dry-run', '--json'], { home });
  expect(JSON.parse(dryRun.stdout)).toMatchObject({ cut: 'foo' });

  const inspection = await plugins(home, ['inspect', 'foo', '--json']);
  expect(JSON.parse(inspection.stdout)).toMatchObject({
    ...{ name: '@acme/rapido-cut-foo', version: '1.0.0', from: 'archive', spec: one, api: 1, dependencies: {} },
    cuts: [{ name: 'foo', summary: 'The cut foo' }],
  });
  expect((await plugins(home, ['uninstall', 'foo'])).stdout).toBe('Uninstalled @acme/rapido-cut-foo.\n');
  expect(existsSync(data(home))).toBe(false);
});

it("others' plugins are not installed without a question, nor fetched where nobody can answer", async () => {
  const home = temporaryDirectory();
  const ours = pack(home, cutPackage('@rapido/cut-fake', 'fake'));
  for (const word of [ours, '@acme/x', 'github:acme/x', 'https://127.0.0.1:9/x.tgz']) {
    const { status, stderr } = await plugins(home, ['install', word]);
    expect(stderr).toContain(
      `${word} is not Rapido's own: its code runs as you, and there is no terminal to ask you on.`,
    );
    expect(stderr).toContain('--yes');
    expect(status).toBe(129);
  }
  expect(existsSync(data(home))).toBe(false);
  expect(existsSync(join(home, '.npm'))).toBe(false);
});

it('several are installed by one command, or none', async () => {
  const home = temporaryDirectory();
  const [a, b] = ['a', 'b'].map((name) => pack(home, cutPackage(`@acme/${name}`, name))) as [string, string];
  const broken = join(home, 'broken.tgz');
  writeFileSync(broken, 'not an archive');
  const failed = await plugins(home, ['install', '--yes', a, broken]);
  expect(failed.stderr).toContain(`${broken} is not a whole archive of a package.`);
  expect(failed.status).toBe(128);
  expect(existsSync(data(home))).toBe(false);
  const twice = join(home, 'twice.tgz');
  symlinkSync(a, twice);
  expect((await plugins(home, ['install', '--yes', a, twice])).stderr).toContain('@acme/a is asked for twice.');
  const both = await plugins(home, ['install', '--yes', '--json', a, b]);
  expect(JSON.parse(both.stdout)).toMatchObject([
    { name: '@acme/a', version: '1.0.0', cuts: ['a'] },
    { name: '@acme/b', version: '1.0.0', cuts: ['b'] },
  ]);
  expect(both.stderr).toBe('');
});

it('two installs at once both succeed', async () => {
  const home = temporaryDirectory();
  const archives = ['a', 'b', 'c'].map((name) => pack(home, cutPackage(`@acme/${name}`, name)));
  const installs = await Promise.all(archives.map((archive) => plugins(home, ['install', '--yes', archive])));
  expect(installs.map(({ status }) => status)).toEqual([0, 0, 0]);
  const list = JSON.parse((await plugins(home, ['--json'])).stdout) as { name: string }[];
  expect(list.map(({ name }) => name).sort()).toEqual(['@acme/a', '@acme/b', '@acme/c']);
  expect(copies(home)).toEqual(['@acme+a@1.0.0', '@acme+b@1.0.0', '@acme+c@1.0.0']);
});

it('what is no plugin, for another Rapido, or not built is refused, and none of its code is loaded', async () => {
  const home = temporaryDirectory();
  const evil = { 'index.js': `import { writeFileSync } from 'node:fs'; writeFileSync('${home}/EVIL', '');` };
  const cases = [
    { name: '@acme/plain', fields: { oclif: undefined }, message: '@acme/plain 1.0.0 is no plugin of Rapido.' },
    { name: '@acme/new', fields: { rapido: { api: 99 } }, message: 'needs cut API 99' },
    { name: '@acme/range', fields: { rapido: { api: 1, cli: '>=99' } }, message: 'needs Rapido >=99' },
    { name: '@acme/silent', fields: { rapido: undefined }, message: 'does not say which Rapido it is made for' },
    { name: '@rapido/ceph', fields: {}, message: 'rapido plugins install ceph' },
    { name: '@rapido/netfs', fields: {}, message: 'rapido plugins install samba' },
    { name: '@rapido/core', fields: {}, message: '@rapido/core is a part of Rapido, and no plugin.' },
  ];
  for (const { name, fields, message } of cases) {
    const archive = pack(home, cutPackage(name, 'x', { fields, files: evil }));
    const { status, stderr } = await plugins(home, ['install', '--yes', archive]);
    expect(stderr).toContain(message);
    expect(status).toBeGreaterThanOrEqual(128);
  }
  const commands = (target: string) => ({
    oclif: { commands: { strategy: 'explicit', target, identifier: 'commands' } },
  });
  const unbuilt = pack(home, cutPackage('@acme/unbuilt', 'x', { fields: commands('./dist/index.js') }));
  const notBuilt = await plugins(home, ['install', '--yes', unbuilt]);
  expect(notBuilt.stderr).toContain('@acme/unbuilt 1.0.0 is not built');
  expect(notBuilt.stderr).toContain('rapido plugins link');
  const outside = pack(home, cutPackage('@acme/outside', 'x', { fields: commands('../../../../../EVIL.js') }));
  expect((await plugins(home, ['install', '--yes', outside])).stderr).toContain('is not in its package');
  expect(existsSync(join(home, 'EVIL'))).toBe(false);
  expect(existsSync(data(home))).toBe(false);
});

it('an update that fails keeps what was there, and the others are updated', async () => {
  const home = temporaryDirectory();
  const archive = (name: string, more = {}) => pack(home, cutPackage(`@acme/${name}`, name, more));
  const [bad, good, gone] = [archive('bad'), archive('good'), archive('gone')];
  await plugins(home, ['install', '--yes', bad, good, gone]);
  writeFileSync(bad, readFileSync(archive('bad', { version: '2.0.0', fields: { rapido: { api: 99 } } })));
  writeFileSync(good, readFileSync(archive('good', { version: '1.1.0' })));
  rmSync(gone);
  const updated = await plugins(home, ['update']);
  expect(updated.stdout).toBe(
    [
      'Updated @acme/good from 1.0.0 to 1.1.0.\nIts cuts: good\n',
      '@acme/gone 1.0.0 stays: the archive that it was installed from is gone.\n',
    ].join(''),
  );
  expect(updated.stderr).toContain(
    '@acme/bad is not updated, and stays as it is:\nError: The plugin @acme/bad 2.0.0 needs',
  );
  expect(updated.status).toBe(128);
  expect(copies(home)).toEqual(['@acme+bad@1.0.0', '@acme+gone@1.0.0', '@acme+good@1.1.0']);
  expect((await plugins(home, ['update', 'good'])).stdout).toBe('@acme/good 1.1.0 is up to date.\n');
  expect((await plugins(home, ['update', 'goo'])).stderr).toContain('No plugin "goo" is installed.\nHint:  good');
});

it('a plugin of git comes as it is there: nothing is built, nothing that building would need is fetched', async () => {
  const home = temporaryDirectory();
  const repository = join(home, 'repo ü');
  mkdirSync(repository);
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=me', '-c', 'user.email=me@example.org', ...args], { cwd: repository });
  const touch = `touch '${home}/EVIL'`;
  const fields = {
    scripts: { build: touch, prepare: touch, postinstall: touch },
    devDependencies: { typescript: '1' },
  };
  execFileSync('tar', ['-xzf', pack(home, cutPackage('@acme/git', 'git-cut', { fields })), '--strip=1'], {
    cwd: repository,
  });
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-qm', 'A plugin');
  const spec = `git+file://${encodeURI(repository)}`;
  const installed = await plugins(home, ['install', '--yes', spec]);
  expect(installed.stdout).toBe('Installed @acme/git 1.0.0.\nIts cuts: git-cut\n');
  expect(existsSync(join(home, 'EVIL'))).toBe(false);
  expect((await plugins(home, ['update'])).stdout).toBe('@acme/git 1.0.0 is up to date.\n');
  git('commit', '-q', '--allow-empty', '-m', 'Nothing');
  expect((await plugins(home, ['update'])).stdout).toContain('Installed @acme/git 1.0.0 again.');
  expect(existsSync(join(home, 'EVIL'))).toBe(false);
  const dependent = pack(home, cutPackage('@acme/dependent', 'x', { fields: { dependencies: { '@acme/git': spec } } }));
  const refused = await plugins(home, ['install', '--yes', dependent]);
  expect(refused.stderr).toMatch(/dependent.* needs .* by git: npm would run its scripts\./);
  const missing = await plugins(home, ['install', '--yes', `${spec}-nowhere`]);
  expect(missing.stderr).toContain('git cannot get git+file://');
  expect(missing.status).toBe(128);
});

it("neither an npm around it nor the user's own settings of npm lead it elsewhere", async () => {
  const home = temporaryDirectory();
  const elsewhere = join(home, 'elsewhere');
  writeFileSync(
    join(home, '.npmrc'),
    `prefix=${elsewhere}\npackage-lock=false\nsave=false\nignore-scripts=false\nglobal=true\n`,
  );
  writeFileSync(join(home, 'package.json'), '{ "workspaces": ["**"] }');
  const archive = pack(home, cutPackage('@acme/a', 'a'));
  const around = {
    npm_config_global: 'true',
    npm_config_prefix: elsewhere,
    npm_config_dry_run: 'true',
    npm_config_workspaces: 'true',
  };
  expect(await plugins(home, ['install', '--yes', archive], around)).toMatchObject({ status: 0 });
  expect(existsSync(elsewhere)).toBe(false);
  expect(copies(home)).toEqual(['@acme+a@1.0.0']);
});

it('where there is no npm, that is said', async () => {
  const home = temporaryDirectory();
  const archive = pack(home, cutPackage('@acme/a', 'a'));
  const bin = join(home, 'bin');
  mkdirSync(bin);
  for (const tool of ['sh', 'setpriv', 'rm'])
    symlinkSync(execFileSync('which', [tool], { encoding: 'utf8' }).trim(), join(bin, tool));
  const { status, stderr } = await plugins(home, ['install', '--yes', archive], { PATH: bin });
  expect(stderr).toContain('Error: npm is not installed, or not in PATH');
  expect(status).toBe(128);
  expect(existsSync(data(home))).toBe(false);
});

it('a damaged list of plugins is told before anything is fetched, and stays', async () => {
  const home = temporaryDirectory();
  mkdirSync(data(home), { recursive: true });
  writeFileSync(join(data(home), 'plugins.json'), '[]');
  const archive = pack(home, cutPackage('@acme/a', 'a'));
  for (const args of [['install', '--yes', archive], ['update'], ['uninstall', 'a'], []]) {
    const { status, stderr } = await plugins(home, args);
    expect(stderr).toContain(`Error: ${data(home)}/plugins.json is not a list of plugins.\nHint:  Remove it`);
    expect(status).toBe(128);
  }
  expect(readFileSync(join(data(home), 'plugins.json'), 'utf8')).toBe('[]');
  expect(existsSync(join(home, '.npm'))).toBe(false);
});

it('of a plugin that comes with Rapido a newer version takes its place, an older one does not; a Node that is too old is told', async () => {
  const home = temporaryDirectory();
  const simple = (version: string) =>
    pack(home, cutPackage('@rapido/cut-simple', 'simple-example', { version, fields: { engines: { node: '>=99' } } }));
  const older = await plugins(home, ['install', '--yes', simple('0.0.1')]);
  expect(older.stdout).toContain('Installed @rapido/cut-simple 0.0.1.');
  expect(older.stderr).toMatch(/@rapido\/cut-simple \S+ comes with Rapido; 0\.0\.1, which is no newer, is not used\./);
  expect(older.stderr).toContain('Warning: @rapido/cut-simple 0.0.1 is made for Node >=99; this is v');
  expect((await plugins(home, ['inspect', 'simple'])).stdout).toMatch(/^version +0\.0\.1$/m);
  const newer = await plugins(home, ['install', '--yes', simple('99.0.0')]);
  expect(newer.stderr).not.toContain('is not used');
  expect((await rapido(['list'], { home })).stdout).toContain('@rapido/cut-simple 99.0.0');
  await plugins(home, ['uninstall', 'simple']);
  const bundled = await plugins(home, ['inspect', 'simple', '--json']);
  expect(JSON.parse(bundled.stdout)).toMatchObject({ name: '@rapido/cut-simple', from: 'bundled' });
});

it('the data directory may be anywhere, even where one stands', async () => {
  const home = temporaryDirectory();
  const [a, b] = ['a', 'b'].map((name) => pack(home, cutPackage(`@acme/${name}`, name))) as [string, string];
  const env = { RAPIDO_DATA_DIR: 'here' };
  for (const archive of [a, b])
    expect(await plugins(home, ['install', '--yes', archive], env)).toMatchObject({ status: 0 });
  expect(readdirSync(join(home, 'here/plugins')).sort()).toEqual(['@acme+a@1.0.0', '@acme+b@1.0.0']);
  expect((await plugins(home, [], env)).stdout.split('\n')).toHaveLength(3);
  expect(existsSync(data(home))).toBe(false);
});

it('a data directory that is reached by a symbolic link has plugins as any other, and what else is there stays', async () => {
  const home = temporaryDirectory();
  const [real, link] = [join(home, 'real'), join(home, 'link')];
  mkdirSync(join(real, 'plugins/mine'), { recursive: true });
  symlinkSync(real, link);
  const env = { RAPIDO_DATA_DIR: link };
  const archive = pack(home, cutPackage('@acme/a', 'a'));
  expect(await plugins(home, ['install', '--yes', archive], env)).toMatchObject({ status: 0 });
  expect((await plugins(home, ['update'], env)).stdout).toBe('@acme/a 1.0.0 is up to date.\n');
  expect(await plugins(home, ['uninstall', 'a'], env)).toMatchObject({ status: 0, stderr: '' });
  expect(readdirSync(join(real, 'plugins'))).toEqual(['mine']);
});

it('code is loaded only where no manifest describes the version, and once; a manifest that is none is refused', async () => {
  const home = temporaryDirectory();
  const code = `import { appendFileSync } from 'node:fs';\nappendFileSync(${JSON.stringify(join(home, 'LOADED'))}, '.');\n`;
  const withManifest = (name: string, text: string) => {
    const { files, ...rest } = cutPackage(name, 'a');
    return pack(home, { ...rest, files: { 'index.js': code + files?.['index.js'], 'oclif.manifest.json': text } });
  };
  for (const text of ['{', 'null', '{ "version": "1.0.0" }']) {
    const refused = await plugins(home, ['install', '--yes', withManifest('@acme/a', text)]);
    expect(refused.stderr).toMatch(
      /Error: @acme\/a 1\.0\.0 cannot be used: .*oclif\.manifest\.json is (no manifest|not JSON)\./,
    );
    expect(refused.status).toBe(128);
  }
  expect(existsSync(join(home, 'LOADED'))).toBe(false);
  const outdated = withManifest('@acme/a', '{ "version": "0.9.0", "commands": {} }');
  const installed = await plugins(home, ['install', '--yes', outdated]);
  expect(installed).toMatchObject({ status: 0, stdout: 'Installed @acme/a 1.0.0.\nIts cuts: a\n' });
  expect(installed.stderr).not.toContain('Warning');
  await rapido(['list'], { home });
  expect(readFileSync(join(home, 'LOADED'), 'utf8')).toBe('.');
});

it('a plugin whose code never ends loading keeps nobody from replacing it', async () => {
  const home = temporaryDirectory();
  await plugins(home, ['install', '--yes', pack(home, cutPackage('@acme/a', 'a'))]);
  const root = join(data(home), 'plugins/@acme+a@1.0.0/node_modules/@acme/a');
  writeFileSync(join(root, 'index.js'), 'setInterval(() => {}, 1000); await new Promise(() => {});');
  rmSync(join(root, 'oclif.manifest.json'));
  const newer = pack(home, cutPackage('@acme/a', 'a', { version: '2.0.0' }));
  expect((await plugins(home, ['install', '--yes', newer])).stdout).toContain('Updated @acme/a from 1.0.0 to 2.0.0.');
});

it('the password of an address is not shown in the list', async () => {
  const home = temporaryDirectory();
  const entry = { name: '@acme/a', root: 'plugins/a', from: 'archive', spec: 'https://me:secret@example.org/x.tgz' };
  mkdirSync(data(home), { recursive: true });
  writeFileSync(join(data(home), 'plugins.json'), JSON.stringify({ schema: 1, plugins: [entry] }));
  for (const args of [[], ['--json']]) {
    const { stdout } = await plugins(home, args);
    expect(stdout).toContain('https://example.org/x.tgz');
    expect(stdout).not.toContain('secret');
  }
});

it("a plugin that needs a directory or an archive of the user's is refused", async () => {
  const home = temporaryDirectory();
  mkdirSync(join(home, 'mine'));
  writeFileSync(join(home, 'mine/package.json'), '{ "name": "mine", "version": "1.0.0" }');
  for (const where of [join(home, 'mine'), pack(home, cutPackage('mine', 'x'))]) {
    const dependencies = { mine: `file:${where}` };
    const refused = await plugins(home, [
      ...['install', '--yes', pack(home, cutPackage('@acme/a', 'a', { fields: { dependencies } }))],
    ]);
    expect(refused.stderr).toMatch(/Error: @acme\/a needs .*mine.* from this machine: /);
    expect(refused.status).toBe(128);
    expect(existsSync(data(home))).toBe(false);
  }
});

it('what is uninstalled while it is updated does not come back', async () => {
  const home = temporaryDirectory();
  const archive = pack(home, cutPackage('@acme/a', 'a'));
  await plugins(home, ['install', '--yes', archive]);
  writeFileSync(archive, readFileSync(pack(home, cutPackage('@acme/a', 'a', { version: '2.0.0' }))));
  const bin = join(home, 'bin');
  mkdirSync(bin);
  const npm = execFileSync('which', ['npm'], { encoding: 'utf8' }).trim();
  const uninstall = `'${process.execPath}' '${BIN}' plugins uninstall a >/dev/null 2>&1`;
  writeFileSync(join(bin, 'npm'), `#!/bin/sh\n${uninstall}\nexec '${npm}' "$@"\n`, { mode: 0o755 });
  const updated = await plugins(home, ['update'], { PATH: `${bin}:${process.env['PATH']}` });
  expect(updated.stderr).toContain('Error: @acme/a has been uninstalled meanwhile.');
  expect(updated.status).toBe(128);
  expect(existsSync(data(home))).toBe(false);
});
