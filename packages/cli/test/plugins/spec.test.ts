import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RapidoError } from '@rapido/core/errors';
import { describe, expect, it } from 'vitest';
import { describeSpec, parseSpec } from '../../src/plugins/spec.js';
import { temporaryDirectory } from '../helpers/cli.js';

const own = (spec: string, name = spec) => ({ from: 'registry', spec, name, isOwn: true });

describe('what is installed by a word', () => {
  it.each([
    ['samba', own('@rapido/cut-samba')],
    ['samba@', own('@rapido/cut-samba')],
    ['samba@1.2.3', own('@rapido/cut-samba@1.2.3', '@rapido/cut-samba')],
    ['samba@^1.2', own('@rapido/cut-samba@^1.2', '@rapido/cut-samba')],
    ['samba@>=1 <2', own('@rapido/cut-samba@>=1 <2', '@rapido/cut-samba')],
    ['samba@beta', own('@rapido/cut-samba@beta', '@rapido/cut-samba')],
    ['cli', own('@rapido/cut-cli')],
    ['@rapido/cut-samba', own('@rapido/cut-samba')],
    ['@rapido/cut-samba@latest', own('@rapido/cut-samba@latest', '@rapido/cut-samba')],
    ['@acme/x', { from: 'registry', spec: '@acme/x', name: '@acme/x', isOwn: false }],
    ['@acme/x@2', { from: 'registry', spec: '@acme/x@2', name: '@acme/x', isOwn: false }],
    ['@rapidoo/x', { from: 'registry', spec: '@rapidoo/x', name: '@rapidoo/x', isOwn: false }],
  ])('%s, of a registry', async (word, expected) => expect(await parseSpec(word, '/')).toEqual(expected));

  it.each([
    ['github:a/b', 'github:a/b'],
    ['github:a/b#semver:^1', 'github:a/b#semver:^1'],
    ['gitlab:a/b#v1', 'gitlab:a/b#v1'],
    ['https://github.com/a/b', 'git+https://github.com/a/b.git'],
    ['git@github.com:a/b.git', 'git+ssh://git@github.com/a/b.git'],
    ['git@example.org:a/b.git', 'git+ssh://git@example.org:a/b.git'],
    ['git+ssh://git@example.org/a.git#v1', 'git+ssh://git@example.org/a.git#v1'],
    ['git+https://example.org/a.git', 'git+https://example.org/a.git'],
    ['git+file:///tmp/a', 'git+file:///tmp/a'],
  ])('%s, of git', async (word, spec) =>
    expect(await parseSpec(word, '/')).toEqual({ from: 'git', spec, isOwn: false }),
  );

  it('an archive, wherever it lies, whatever its name', async () => {
    const cwd = temporaryDirectory();
    const path = join(cwd, 'a b#1%20ä.tgz');
    writeFileSync(path, '');
    const archive = { from: 'archive', spec: path, isOwn: false };
    expect(await parseSpec('./a b#1%20ä.tgz', cwd)).toEqual(archive);
    expect(await parseSpec('a b#1%20ä.tgz', cwd)).toEqual(archive);
    expect(await parseSpec(path, '/')).toEqual(archive);
    writeFileSync(join(cwd, 'plain.tgz'), '');
    expect(await parseSpec('file:plain.tgz', cwd)).toMatchObject({ spec: join(cwd, 'plain.tgz') });
    const address = 'https://example.org/x.tgz';
    expect(await parseSpec(address, '/')).toEqual({ from: 'archive', spec: address, isOwn: false });
  });
});

describe('nothing is installed by', () => {
  const kinds = 'a name, @scope/name, a .tgz file or its address, or an address of git as github:owner/repository';
  it.each([
    ['', kinds],
    ['a\nb', kinds],
    ['sam ba', kinds],
    ['-x', kinds],
    ['@acme', kinds],
    ['workspace:x', kinds],
    ['ftp://example.org/x.tgz', kinds],
    ['a/b', 'github:a/b'],
    ['ssh://git@example.org/a.git', 'git+ssh://git@example.org/a.git'],
    ['x@npm:y', 'install it by its own'],
    ['@acme/x@npm:y', 'install it by its own'],
    ['npm:y', 'install it by its own'],
    ['samba@github:a/b', 'Leave out the name: github:a/b'],
    ['samba@https://example.org/x.tgz', 'Leave out the name'],
    ['@rapido/cli', 'npm install --global @rapido/cli'],
    ['@rapido/core@1', 'the engine'],
    ['@rapido/kit', 'npm install @rapido/kit'],
    ['./nowhere.tgz', 'There is no file /nowhere.tgz.'],
    ['/nowhere/at/all', 'There is no file /nowhere/at/all.'],
  ])('%j', async (word, hint) => {
    const error = await parseSpec(word, '/').catch((thrown) => thrown);
    expect(RapidoError.is(error) && error.code).toBe('ERR_RAPIDO_USAGE');
    expect(error.hint).toContain(hint);
  });

  it('a directory, which is linked, nor a file that is no archive', async () => {
    const cwd = temporaryDirectory();
    mkdirSync(join(cwd, 'mine'));
    mkdirSync(join(cwd, 'mine.tgz'));
    writeFileSync(join(cwd, 'mine.zip'), '');
    await expect(parseSpec('./mine', cwd)).rejects.toMatchObject({ hint: expect.stringContaining("link './mine'") });
    await expect(parseSpec('file:mine', cwd)).rejects.toMatchObject({ hint: expect.stringContaining("link 'mine'") });
    await expect(parseSpec('.', cwd)).rejects.toMatchObject({ hint: expect.stringContaining("link '.'") });
    await expect(parseSpec('./mine.tgz', cwd)).rejects.toMatchObject({ hint: 'It is not a file.' });
    await expect(parseSpec('./mine.zip', cwd)).rejects.toMatchObject({ hint: expect.stringContaining('npm pack') });
  });
});

it('a password in an address is not shown', () => {
  expect(describeSpec('https://me:secret@example.org/x.tgz')).toBe('https://example.org/x.tgz');
  expect(describeSpec('https://me:se@cret@example.org/x.tgz')).toBe('https://example.org/x.tgz');
  expect(describeSpec('git+https://token@example.org/x.git#v1')).toBe('git+https://example.org/x.git#v1');
  expect(describeSpec('git+ssh://git@example.org/x.git')).toBe('git+ssh://git@example.org/x.git');
  expect(describeSpec('@acme/x@1')).toBe('@acme/x@1');
});

it('a path that looks like a repository is told to be a path where there is something', async () => {
  const cwd = temporaryDirectory();
  mkdirSync(join(cwd, 'dist'));
  writeFileSync(join(cwd, 'dist/x.tgz'), '');
  await expect(parseSpec('dist/x.tgz', cwd)).rejects.toMatchObject({ hint: 'By its path: ./dist/x.tgz' });
});
