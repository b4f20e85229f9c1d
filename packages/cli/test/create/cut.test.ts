import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { newNames } from '../../src/create/names.js';
import { rapido, temporaryDirectory } from '../helpers/cli.js';

const workspace = fileURLToPath(new URL('../../../../pnpm-workspace.yaml', import.meta.url));
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

const filesIn = (directory: string) =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

describe.each([
  { language: 'TypeScript', flags: [] },
  { language: 'JavaScript', flags: ['--javascript'] },
])('rapido create cut in $language', ({ flags }) => {
  it('fills in every name, as text and as JSON', async () => {
    const home = temporaryDirectory();
    writeFileSync(join(home, '.gitconfig'), '[user]\n\tname = Zoë \\"Z\\" O\'Hara\n');
    const args = ['create', 'cut', 'zram-ext4', '--scope', '@acme', ...flags, '--json'];
    const { status, stdout, stderr } = await rapido(args, { home });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const directory = join(home, 'cut-zram-ext4');
    const { files, ...created } = JSON.parse(stdout);
    expect(created).toEqual({ package: '@acme/cut-zram-ext4', cut: 'zram-ext4', directory, scopeFrom: 'user' });
    expect(filesIn(directory)).toEqual(files.map((path: string) => join(directory, path)).sort());
    for (const file of filesIn(directory)) {
      const text = readFileSync(file, 'utf8');
      expect(text, file).not.toMatch(/__[A-Z]+__/);
      if (file.endsWith('.json')) JSON.parse(text);
    }
    const pjson = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
    expect(pjson).toMatchObject({ name: '@acme/cut-zram-ext4', author: 'Zoë "Z" O\'Hara' });
    expect(readFileSync(join(directory, 'LICENSE'), 'utf8')).toContain(
      `Copyright (c) ${new Date().getFullYear()} Zoë "Z" O'Hara`,
    );
    expect(statSync(directory).mode & 0o777).toBe(0o777 & ~process.umask());
  });

  it('asks for what this Rapido is built with', async () => {
    const home = temporaryDirectory();
    await rapido(['create', 'cut', '@acme/hello', ...flags], { home });
    const pjson = JSON.parse(readFileSync(join(home, 'hello/package.json'), 'utf8'));
    const { catalog } = parse(readFileSync(workspace, 'utf8'));
    expect(pjson.rapido).toEqual({ api: 1, cli: `>=${version}` });
    expect(pjson.dependencies).toEqual({ '@rapido/kit': `^${version}` });
    for (const [name, range] of Object.entries(pjson.devDependencies)) {
      expect(`${name} ${range}`).toBe(`${name} ${name.startsWith('@rapido/') ? `^${version}` : catalog[name]}`);
    }
  });
});

describe('rapido create cut', () => {
  it('writes no line that its formatter would break, whatever the name', async () => {
    const home = temporaryDirectory();
    const biome = fileURLToPath(new URL('../../../../node_modules/.bin/biome', import.meta.url));
    for (const name of ['a', '1', `a${'1'.repeat(38)}`, '1'.repeat(39), '1-'.repeat(19).concat('1')]) {
      for (const flags of [[], ['--javascript']]) {
        const directory = join(home, `${name}${flags.length}`);
        const { status } = await rapido(['create', 'cut', name, '--scope', 'acme', '-d', directory, ...flags], {
          home,
        });
        expect(status).toBe(0);
        execFileSync(biome, ['check'], { cwd: directory, stdio: 'pipe' });
      }
    }
    expect(() => newNames('a'.repeat(40), 'acme')).toThrow('A cut cannot be called');
  });

  it('takes an empty directory, also one that is a repository already or the working directory', async () => {
    const home = temporaryDirectory();
    execFileSync('git', ['init', '--quiet', join(home, 'mine')]);
    const { status, stderr } = await rapido(['create', 'cut', 'hello', '-d', '.', '--scope', 'acme'], {
      home,
      cwd: join(home, 'mine'),
    });
    expect(stderr).not.toContain('  cd ');
    expect(status).toBe(0);
    expect(readdirSync(join(home, 'mine'))).toEqual(expect.arrayContaining(['.git', '.gitignore', 'package.json']));
    expect(readdirSync(join(home, 'mine')).filter((name) => name.startsWith('.mine'))).toEqual([]);
  });

  it('writes nothing where something is, and leaves nothing where it cannot write', async () => {
    const home = temporaryDirectory();
    const cwd = join(home, 'work');
    mkdirSync(join(cwd, 'cut-hello/src'), { recursive: true });
    writeFileSync(join(cwd, 'file'), '');
    const create = ['create', 'cut', 'hello', '--scope', 'acme'];
    const refused = await rapido(create, { home, cwd });
    expect(refused.stderr).toContain('is there already, and not an empty directory');
    expect(refused.status).toBe(129);
    expect(readdirSync(join(cwd, 'cut-hello'))).toEqual(['src']);
    const onFile = await rapido([...create, '-d', 'file'], { home, cwd });
    expect(onFile.stderr).toContain('is there already, and not an empty directory');
    expect(onFile.status).toBe(129);
    const blocked = await rapido([...create, '-d', 'file/x'], { home, cwd });
    expect(blocked.stderr).toContain(`Cannot write ${join(cwd, 'file/x')}: ENOTDIR`);
    expect(blocked.status).toBe(128);
    expect(readdirSync(cwd).sort()).toEqual(['cut-hello', 'file']);
  });

  it('takes one scope, not two', async () => {
    const args = ['create', 'cut', '@acme/hello', '--scope', 'acme'];
    const { status, stderr } = await rapido(args, { home: temporaryDirectory() });
    expect(stderr).toContain('@acme/hello has a scope already');
    expect(status).toBe(129);
  });

  it('says where the scope comes from, and which cut has the name already', async () => {
    const home = temporaryDirectory();
    const { stderr } = await rapido(['create', 'cut', 'hello'], { home });
    expect(stderr).toContain('is your login name');
    const rival = await rapido(['create', 'cut', 'simple-example'], { home });
    expect(rival.stderr).toContain('There is a cut simple-example already, of @rapido/cut-simple.');
    expect(rival.status).toBe(129);
    const known = await rapido(['create', 'cut', 'fstests-xfs'], { home });
    expect(known.stderr).toContain('There is a cut fstests-xfs already, of @rapido/cut-fstests.');
  });
});

describe('newNames', () => {
  it.each([
    ['hello', '@acme/cut-hello', 'cut-hello', 'helloCut', 'HELLO_GREETING'],
    ['@x/cut-zram-ext4', '@x/cut-zram-ext4', 'cut-zram-ext4', 'zramExt4Cut', 'ZRAM_EXT4_GREETING'],
    ['@x/rapido-cut-9p', '@x/rapido-cut-9p', 'rapido-cut-9p', 'cut9p', 'CUT_9P_GREETING'],
  ])('%s', (word, name, directory, identifier, setting) => {
    expect(newNames(word, 'acme')).toMatchObject({ package: name, directory, identifier, setting });
  });

  it.each(['', '-x', 'x-', 'a--b', 'Hello', 'a/b', '@/x', '@x', 'x'.repeat(41), 'ü'])('refuses %j', (word) => {
    expect(() => newNames(word, 'acme')).toThrow(/cannot be called|no scope/);
  });

  it('refuses a scope that npm would', () => {
    expect(() => newNames('hello', 'x'.repeat(200))).toThrow('is no scope');
    expect(() => newNames('hello', 'Jörg')).toThrow('"Jörg" is no scope');
  });
});
