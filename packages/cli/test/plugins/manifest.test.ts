import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rapido, temporaryDirectory } from '../helpers/cli.js';

const OCLIF = { commands: { strategy: 'explicit', target: './index.js', identifier: 'commands' } };
const RIGHT = {
  name: '@acme/cut-hello',
  version: '1.0.0',
  type: 'module',
  files: ['index.js', 'oclif.manifest.json'],
  rapido: { api: 1, cli: '>=0.1' },
  oclif: OCLIF,
};

/** What cutCommands makes of a definition, without the kit, which this package does not have. */
const entry = (cut: string) => `const cut = ${cut};
export const commands = { ['cut:' + cut.name]: { cut, cutApi: 1, summary: cut.summary, aliases: [], flags: {}, args: {}, run() {} } };
`;
const HELLO = "{ name: 'hello', summary: 'Says hello', manifest(m) { m.bin('ls'); } }";

function packageWith(pjson: object, files: Readonly<Record<string, string>> = { 'index.js': entry(HELLO) }): string {
  const root = temporaryDirectory();
  writeFileSync(join(root, 'package.json'), JSON.stringify(pjson));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
  return root;
}

async function refusal(root: string): Promise<string> {
  const { status, stdout, stderr } = await rapido(['plugins', 'manifest'], { home: root });
  expect(stdout).toBe('');
  expect(stderr).not.toContain('a bug in Rapido');
  expect(status).not.toBe(0);
  return stderr;
}

describe('rapido plugins manifest', () => {
  it('writes what describes the cuts of a package, and nothing with --check', async () => {
    const root = packageWith(RIGHT);
    const file = join(root, 'oclif.manifest.json');
    const check = await rapido(['plugins', 'manifest', '--check'], { home: root });
    expect(check).toMatchObject({ status: 0, stdout: '@acme/cut-hello 1.0.0 is ready to be published, with hello.\n' });
    expect(() => readFileSync(file)).toThrow('ENOENT');
    const written = await rapido(['plugins', 'manifest', root, '--json'], { home: temporaryDirectory() });
    expect(JSON.parse(written.stdout)).toEqual({ name: '@acme/cut-hello', version: '1.0.0', cuts: ['hello'], file });
    const { version, commands } = JSON.parse(readFileSync(file, 'utf8'));
    expect(version).toBe('1.0.0');
    expect(commands['cut:hello'].cut).toEqual({ name: 'hello', summary: 'Says hello' });
  });

  it('says what to do where there is no package, no entry, no code or no cut', async () => {
    expect(await refusal(temporaryDirectory())).toContain('to begin one: rapido create cut NAME');
    expect(await refusal(packageWith({ ...RIGHT, oclif: {} }))).toContain('"strategy": "explicit"');
    expect(await refusal(packageWith(RIGHT, {}))).toContain('Build it, as by npm run build');
    expect(await refusal(packageWith(RIGHT, { 'index.js': "throw new Error('I am broken');" }))).toContain(
      './index.js of @acme/cut-hello cannot be loaded: I am broken',
    );
    expect(await refusal(packageWith(RIGHT, { 'index.js': 'export {};' }))).toContain('cutCommands');
    expect(await refusal(packageWith(RIGHT, { 'index.js': 'export const commands = { x: class {} };' }))).toContain(
      'The command "x" is no cut',
    );
  });

  it('says all at once that is wrong with a definition', async () => {
    const wrong = `{
      name: 'Hello!', summary: '', aliases: ['ok', 'ok'], vm: { memory: 'much', cpus: 0n, disks: [{ serial: 'RBD', blockdev: { pool: 'x' } }] }, kernel: { load: 'zram' },
      needs: new Map(), createsImage: true,
      suite: { format: 'junit', results: 'here', run: 'guest/run.sh', list: '../list.sh' }, deprecated: true,
      settings: {
        lower: { type: 'string', summary: 'x' }, SIZE: { type: 'size', summary: 'x', default: 'big' },
        KIND: { type: 'enum', summary: 'x' }, BR_MTU: { type: 'string', summary: 'x' }, CONF: { type: 'text' },
      },
    }`;
    const stderr = await refusal(packageWith(RIGHT, { 'index.js': entry(wrong) }));
    for (const fault of [
      '"Hello!" is no name of a cut',
      'it has no "summary"',
      'it has no function "manifest"',
      '"vm.memory" is not a size',
      '"vm.cpus" is neither text, number',
      '"needs" is neither text, number',
      'the "blockdev" of the disk RBD names no driver',
      '"createsImage" says what its "preflight" does, and it has none.',
      '"kernel.load" is not a list',
      '"suite.format" is not one of xfstests, blktests',
      '"suite.results" is no directory',
      '"suite.run" is not there: guest/run.sh',
      '"suite.list" is outside the package: ../list.sh',
      '"deprecated" says in a sentence',
      'The setting lower is to be named in capitals',
      'The default of SIZE is not a size, as 512M or 2G: "big"',
      'The setting KIND is an enum without "options"',
      "The setting BR_MTU is Rapido's own, of type int",
      'The setting CONF cannot have that name',
      'The setting CONF has no type of string, path',
      'The name ok is taken twice',
    ]) {
      expect(stderr).toContain(fault);
    }
  });

  it('says all at once that is wrong with a package', async () => {
    const { stderr } = await rapido(['plugins', 'manifest', '--check'], {
      home: packageWith({
        name: 'cut-hello',
        version: 'one',
        files: ['lib', 'index.*', '!index.js'],
        rapido: { api: 2, cli: 'new' },
        oclif: { ...OCLIF, hooks: { init: './init.js' } },
        dependencies: { '@rapido/core': '*' },
        peerDependencies: { '@rapido/cli': '*' },
        scripts: { postinstall: 'make' },
      }),
    });
    for (const fault of [
      'Its name has no scope',
      'Its version is not one of semver',
      'It lacks "type": "module"',
      'It lacks "rapido": { "api": 1 }',
      'It lacks a range of versions of Rapido',
      'It has "oclif.hooks"',
      'It has @rapido/core in "dependencies"',
      'It has @rapido/cli in "peerDependencies"',
      'It has the script "postinstall"',
      'Its "files" leave out ./index.js',
      'Its "files" leave out oclif.manifest.json',
      'made for cut API 1, but "rapido.api" is 2',
    ]) {
      expect(stderr).toContain(fault);
    }
  });

  it('finds a path of this machine in a definition', async () => {
    const code = entry("{ name: 'hello', summary: 'In ' + import.meta.dirname, manifest() {} }");
    expect(await refusal(packageWith(RIGHT, { 'index.js': code }))).toContain('which is on this machine only');
  });
});
