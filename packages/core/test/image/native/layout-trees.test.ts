import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { layOut } from '../../../src/image/native/layout.js';
import { SourceLog } from '../../../src/source-log.js';
import { temporaryDirectory } from '../../temporary.js';
import { layOutEntries, tree } from './laid-out.js';

/** Makes files below a directory, with their own paths as their text. */
function fill(dir: string, ...paths: readonly string[]): string {
  for (const path of paths) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), path);
  }
  return dir;
}

const NAMES = [
  'a.o',
  'b',
  'sub/a.o',
  'sub/deep/b',
  'sub/[x]',
  'sub/x',
  'sub-2/*',
  'sub-2/é',
  '.hidden/b',
  'a\\b',
  'a-b',
];

test.each([
  ...['*.o', 'sub', 'sub/', 'sub/*', '*b', 'sub/?', 'su?', '[!s]*', '[^a-z]*', 'sub/[[]x]', 'sub/\\[x\\]', '[.]hidden'],
  ...[
    'sub-2/\\*',
    '[[:alpha:]].o',
    'a[-x]b',
    'a\\\\b',
    '[a',
    '[]x]',
    '?',
    '*',
    'none',
    'sub*/deep',
    'B',
    'a[!-]b',
    '(b|a)',
    '[z-a]',
    'a[\\-]b',
  ],
])('the pattern %s leaves out what tar leaves out', async (pattern) => {
  const dir = fill(temporaryDirectory(), ...NAMES);
  const args = [
    '-C',
    dir,
    '--anchored',
    '--wildcards',
    `--exclude=./${pattern}`,
    '--quoting-style=literal',
    '-cvf',
    '/dev/null',
    '.',
  ];
  const env = { ...process.env, LC_ALL: 'C.UTF-8' };
  const kept = execFileSync('tar', args, { encoding: 'utf8', env }).trimEnd().split('\n');
  const expected = kept.map((name) => name.slice(1).replace(/\/$/, '')).sort();
  const { parts } = await layOutEntries([tree(dir, '/t', { exclude: [pattern] })]);
  const found = parts.find(({ name }) => name === '/t')?.members.map(({ path }) => path.slice(2));
  expect(found?.toSorted()).toEqual(expected);
});

test('links and fifos stay what they are, sockets do not come; hard links share an inode', async () => {
  const dir = fill(temporaryDirectory(), 'one', 'alone');
  linkSync(join(dir, 'one'), join(dir, 'two'));
  symlinkSync('/no/such', join(dir, 'dangling'));
  symlinkSync('.', join(dir, 'loop'));
  execFileSync('mkfifo', ['-m', '0640', join(dir, 'fifo')]);
  const server = createServer().listen(join(dir, 'socket'));
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const { at, members } = await layOutEntries([tree(dir, '/t')]);
  expect(at('/t/dangling')).toBe('-> /no/such');
  expect(at('/t/loop')).toBe('-> .');
  expect(members.get('/t/fifo')).toMatchObject({ kind: 'special', type: 0o010000, mode: 0o640 });
  expect(at('/t/socket')).toBeUndefined();
  const inode = (path: string) => {
    const member = members.get(path);
    return member?.kind === 'file' ? member.inode : 'no file';
  };
  expect(inode('/t/one')).toMatch(/./);
  expect(inode('/t/one')).toBe(inode('/t/two'));
  expect(inode('/t/alone')).toBeUndefined();
});

test('devices keep their numbers', async () => {
  const { members } = await layOutEntries([tree('/dev', '/t', { exclude: ['[!n]*'], needs: false })]);
  expect(members.get('/t/null')).toMatchObject({ kind: 'special', type: 0o020000, major: 1, minor: 3 });
});

test('modes are those of the source, with setuid and the like', async () => {
  const dir = fill(temporaryDirectory(), 'dir/file');
  const modes = { '/t': '1711', '/t/dir': '2750', '/t/dir/file': '4751' };
  for (const [path, mode] of Object.entries(modes)) execFileSync('chmod', [mode, join(dir, path.slice(2))]);
  const { members } = await layOutEntries([tree(dir, '/t')]);
  for (const [path, mode] of Object.entries(modes)) expect(members.get(path)?.mode.toString(8), path).toBe(mode);
});

test('what stands by itself wins over a tree, a later tree over one above it; directories have one mode', async () => {
  const dir = temporaryDirectory();
  fill(dir, 'outer/base', 'outer/inner/both', 'outer/inner/first', 'outer/own', 'inner/both', 'elsewhere');
  execFileSync('chmod', ['0700', join(dir, 'outer/inner'), join(dir, 'inner')]);
  const base = [{ kind: 'data', dest: '/opt/t/base', text: '', mode: 0o600 }] as const;
  const own = [
    tree(join(dir, 'inner'), '/opt/t/inner'),
    { kind: 'data', dest: '/opt/t/inner/data', text: '', mode: 0o600 },
    { kind: 'file', dest: '/opt/t/own', source: join(dir, 'elsewhere'), needs: false },
    tree(join(dir, 'outer'), '/opt/t'),
  ] as const;
  const { at, parts } = await layOutEntries(own, { base });
  expect(at('/opt/t/base')).toBe('data');
  expect(parts.map(({ name }) => name)).toEqual(['base', '/opt/t', '/opt/t/inner', 'own']);
  expect(at('/opt/t/inner/both')).toBe(join(dir, 'inner/both'));
  expect(at('/opt/t/inner/first')).toBe(join(dir, 'outer/inner/first'));
  expect(at('/opt/t/own')).toBe(join(dir, 'elsewhere'));
  const inner = parts.flatMap(({ members }) => members).filter(({ path }) => path === '/opt/t/inner');
  expect(inner.map(({ mode }) => mode)).toEqual([0o700, 0o700, 0o700]);
  const others = parts.flatMap(({ members }) => members).filter(({ kind }) => kind !== 'dir');
  expect(new Set(others.map(({ path }) => path)).size).toBe(others.length);
});

test('a tree goes through links that lead to directories, also those of the root', async () => {
  const dir = fill(temporaryDirectory(), 'lib/one', 'link/two', 'dangling/three');
  const { at } = await layOutEntries([tree(dir, '/')], {
    base: [
      { kind: 'slink', dest: '/dangling', target: '/no/such' },
      { kind: 'slink', dest: '/link', target: '/srv/there' },
      { kind: 'dir', dest: '/srv/there', mode: 0o755 },
    ],
  });
  expect(at('/lib')).toBe('-> usr/lib');
  expect(at('/usr/lib/one')).toBe(join(dir, 'lib/one'));
  expect(at('/srv/there/two')).toBe(join(dir, 'link/two'));
  expect(at('/dangling/three')).toBe(join(dir, 'dangling/three'));
});

test('a directory and something else at one path are an error', async () => {
  const dir = fill(temporaryDirectory(), 'one/file', 'two');
  const own = { kind: 'data', dest: '/t/one', text: '', mode: 0o644 } as const;
  await expect(layOutEntries([tree(dir, '/t'), own])).rejects.toThrow(/\/t\/one is to be a directory/);
  const below = { kind: 'data', dest: '/t/two/below', text: '', mode: 0o644 } as const;
  await expect(layOutEntries([tree(dir, '/t'), below])).rejects.toThrow(/\/t\/two is to be a directory/);
});

test('every file and directory of a tree is noted, and what is aborted ends', async () => {
  const dir = fill(temporaryDirectory(), 'sub/one');
  const log = new SourceLog();
  const input = { base: [], own: [tree(dir, '/t')], filters: [] };
  await layOut(input, log);
  const looks = [...log.stamps.keys()];
  expect(looks).toEqual(expect.arrayContaining([`lstat ${dir}/sub/one`, `stat ${dir}/sub`, `stat ${dir}`]));
  expect(looks.filter((look) => look.endsWith(`stat ${dirname(dir)}`))).toEqual([]);
  await expect(layOut(input, new SourceLog(), AbortSignal.abort(new Error('ended')))).rejects.toThrow('ended');
});

test('a name that is no UTF-8 is named, not left out', async () => {
  const dir = temporaryDirectory();
  writeFileSync(Buffer.concat([Buffer.from(`${dir}/`), Buffer.of(0xff)]), '');
  expect(statSync(dir).isDirectory()).toBe(true);
  await expect(layOutEntries([tree(dir, '/t')])).rejects.toThrow(/is no UTF-8/);
});

test('a link to what is no UTF-8 is named, not changed', async () => {
  const dir = temporaryDirectory();
  symlinkSync(Buffer.from([0x61, 0xff]), join(dir, 'link'));
  await expect(layOutEntries([tree(dir, '/t')])).rejects.toThrow(/link links to, .*, is no UTF-8/);
});
