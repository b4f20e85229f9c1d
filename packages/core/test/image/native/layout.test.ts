import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryDirectory } from '../../temporary.js';
import { file, layOutEntries, tree } from './laid-out.js';

/** Writes a file that may be run, and returns its path. */
function script(path: string, text: string, mode = 0o755): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

/** As a script can name it: without spaces. */
function plainDirectory(): string {
  const dir = mkdtempSync(join(tmpdir(), 'rapido-test-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  return dir;
}

function permissions(path: string): number {
  return lstatSync(path).mode & 0o7777;
}

test('the links of the root directory are those of the host, and lead somewhere', async () => {
  const { members } = await layOutEntries([]);
  for (const path of ['/bin', '/sbin', '/lib', '/lib64']) {
    const target = lstatSync(path).isSymbolicLink() ? readlinkSync(path) : undefined;
    const member = members.get(path);
    expect(member?.kind === 'symlink' ? member.target : undefined, path).toBe(target);
    if (target !== undefined) expect(members.get(`/${target}`)?.kind, path).toBe('dir');
  }
});

test('a file has its own mode, or the one that is asked for', async () => {
  const source = script(join(temporaryDirectory(), 'plain'), 'text', 0o604);
  const { members } = await layOutEntries([
    file(source, '/srv/own'),
    file(source, '/srv/asked', { mode: 0o4711 }),
    file('/usr/bin/mount'),
  ]);
  expect(members.get('/srv/own')).toMatchObject({ kind: 'file', mode: 0o604, size: 4 });
  expect(members.get('/srv/asked')?.mode).toBe(0o4711);
  expect(members.get('/usr/bin/mount')?.mode).toBe(permissions('/usr/bin/mount'));
});

test('directories above are 0755, unless an entry says otherwise, wherever it stands', async () => {
  const { members, parts } = await layOutEntries(
    [
      { kind: 'data', dest: '/srv/one/two/text', text: 'ä', mode: 0o640 },
      { kind: 'dir', dest: '/srv/one', mode: 0o1777 },
    ],
    { base: [{ kind: 'dir', dest: '/srv/one/two/three', mode: 0o700 }] },
  );
  const modes = ['/srv', '/srv/one', '/srv/one/two', '/srv/one/two/three'].map((path) => members.get(path)?.mode);
  expect(modes).toEqual([0o755, 0o1777, 0o755, 0o700]);
  expect(members.get('/srv/one/two/text')).toMatchObject({ kind: 'data', mode: 0o640, data: Buffer.from('ä') });
  const inAll = parts.map((part) => part.members.find(({ path }) => path === '/srv/one')?.mode);
  expect(inAll).toEqual([0o1777, 0o1777]);
});

test('members are sorted, and lie in directories of the same part', async () => {
  const { parts } = await layOutEntries(
    [file('/usr/bin/perl'), file('/usr/bin/env', '/opt/a-b/c'), file('/usr/bin/env', '/opt/a/c')],
    {
      base: [file('/usr/bin/bash')],
    },
  );
  for (const { members } of parts) {
    const paths = members.map(({ path }) => path);
    expect(paths).toEqual(paths.toSorted());
    const dirs = new Set(['/', ...members.filter(({ kind }) => kind === 'dir').map(({ path }) => path)]);
    for (const path of paths) expect(dirs.has(dirname(path)), path).toBe(true);
  }
});

test('a link in its place brings all links that lead to the file, elsewhere the content is copied', async () => {
  const dir = temporaryDirectory();
  const source = script(join(dir, 'files/program'), 'text');
  symlinkSync(join(dir, 'files'), join(dir, 'dir'));
  symlinkSync('dir/program', join(dir, 'second'));
  symlinkSync(join(dir, 'second'), join(dir, 'first'));
  const { at, members } = await layOutEntries([file(join(dir, 'first')), file(join(dir, 'first'), '/srv/copy')]);
  expect(at(join(dir, 'first'))).toBe('-> second');
  expect(at(join(dir, 'second'))).toBe('-> files/program'); // as it is without links
  expect(at(join(dir, 'dir'))).toBe('-> files');
  expect(at(source)).toBe(source);
  expect(members.get('/srv/copy')).toMatchObject({ kind: 'file', source });
});

test('a file in its place behind a linked directory brings the link', async () => {
  const dir = temporaryDirectory();
  const source = script(join(dir, 'real/program'), 'text');
  symlinkSync('real', join(dir, 'linked'));
  const { at } = await layOutEntries([file(join(dir, 'linked/program'))]);
  expect(at(join(dir, 'linked'))).toBe('-> real');
  expect(at(source)).toBe(source);
});

test('links that lead in a circle are an error, as is what has gone', async () => {
  const dir = temporaryDirectory();
  symlinkSync('two', join(dir, 'one'));
  symlinkSync('one', join(dir, 'two'));
  for (const name of ['one', 'none']) {
    await expect(layOutEntries([file(join(dir, name))])).rejects.toThrow(`${join(dir, name)} is not there any more`);
    await expect(layOutEntries([file(join(dir, name), '/srv/x')])).rejects.toThrow('is not there any more');
  }
});

test.each([
  ['#!/usr/bin/perl -w\n', ['/usr/bin/perl']],
  ['#! /bin/sh\n', ['/bin/sh']],
  ['#!/usr/bin/env -S -i A=b expr 1\n', ['/usr/bin/env', '/usr/bin/expr']],
  ['#!/usr/bin/env -S -u A -C /tmp --unset B expr 1\n', ['/usr/bin/env', '/usr/bin/expr']],
  ['#!/usr/bin/env /usr/bin/factor', ['/usr/bin/env', '/usr/bin/factor']],
])('a script brings what %j names, with its libraries', async (text, programs) => {
  const source = script(join(temporaryDirectory(), 'script'), text, 0o644);
  const { members, missing } = await layOutEntries([file(source, '/srv/script')]);
  for (const program of programs) expect(members.has(realpathSync(program)), program).toBe(true);
  expect([...members.keys()].filter((path) => path.endsWith('/libc.so.6'))).toHaveLength(1);
  expect(missing).toEqual([]);
  expect(
    (await layOutEntries([file(source, '/srv/script', { needs: false })])).members.has(
      realpathSync(programs[0] as string),
    ),
  ).toBe(false);
});

test('an interpreter may be a script itself, even its own, and may be what the image has there', async () => {
  const dir = plainDirectory();
  const inner = script(join(dir, 'inner'), '#!/usr/bin/expr\n');
  const outer = script(join(dir, 'outer'), `#!${inner}\n`);
  const odd = script(join(dir, 'odd'), `#!${join(dir, 'odd')}\n`);
  const { at } = await layOutEntries([file(outer), file(odd)]);
  expect(at(inner)).toBe(inner);
  expect(at('/usr/bin/expr')).toBe('/usr/bin/expr');
  const user = script(join(dir, 'user'), '#!/usr/local/bin/no-such-interpreter\n');
  const provided = await layOutEntries([file(user), file(inner, '/usr/local/bin/no-such-interpreter')]);
  expect(provided.missing).toEqual([]);
});

test('a directory is no interpreter, nor is what may not be run', async () => {
  const dir = plainDirectory();
  const plain = script(join(dir, 'plain'), '', 0o644);
  const users = [plain, dir, '/usr/bin'].map((path, index) => script(join(dir, `user-${index}`), `#!${path}\n`));
  const names = (await layOutEntries(users.map((path) => file(path)))).missing.map(({ name }) => name);
  expect(names.toSorted()).toEqual([plain, dir, '/usr/bin'].toSorted());
});

test('interpreters that are not there are missing, with who needs them', async () => {
  const dir = temporaryDirectory();
  const one = script(join(dir, 'one'), '#!/no/such/interpreter\n');
  const two = script(join(dir, 'two'), '#!/no/such/interpreter\n');
  const asking = script(join(dir, 'tree/asking'), '#!/usr/bin/env no-such-program\n');
  script(join(dir, 'tree/not-to-run'), '#!/no/such/thing\n', 0o644);
  const entries = [file(two), file(one), tree(join(dir, 'tree'))];
  expect((await layOutEntries(entries)).missing).toEqual([
    { name: '/no/such/interpreter', neededBy: [one, two], ofTree: false },
    { name: 'no-such-program', neededBy: [asking], ofTree: true },
  ]);
  expect((await layOutEntries(entries, { filters: ['/no/such', '/usr/bin/no-such-program'] })).missing).toEqual([]);
});

test('filters take away what is at and below them, but not what is asked for by name', async () => {
  const dir = temporaryDirectory();
  const source = script(join(dir, 'tree/sub/one'), 'text', 0o644);
  script(join(dir, 'tree/sub/two'), 'text', 0o644);
  const entries = [tree(join(dir, 'tree'), '/t'), file('/usr/bin/expr')];
  const filters = ['/t/sub', '/usr/bin'];
  const { members } = await layOutEntries(entries, { filters });
  expect([...members.keys()].filter((path) => path.startsWith('/t'))).toEqual(['/t']);
  expect(members.has('/usr/bin/expr')).toBe(true);
  const named = await layOutEntries([...entries, file(source, '/t/sub/three')], { filters });
  expect(named.members.has('/t/sub/two')).toBe(true);
});

test('the base is the same whatever a cut has besides', async () => {
  const base = [file('/usr/bin/bash'), file('/usr/bin/sh'), file('/usr/sbin/modprobe')];
  const own = [
    file('/usr/bin/perl'),
    file(realpathSync('/usr/sbin/modprobe')),
    file('/usr/bin/dash'),
    tree('/usr/share/perl', '/opt'),
  ];
  const alone = (await layOutEntries([], { base })).parts[0];
  expect((await layOutEntries(own, { base })).parts[0]).toEqual(alone);
  expect(alone?.members.map(({ path }) => path)).toContain(realpathSync('/usr/sbin/modprobe'));
});

test('the order of entries and the order of a directory do not matter', async () => {
  const dir = temporaryDirectory();
  const names = ['b', 'a', 'c', 'B', 'ä'];
  const entries = () => [
    file('/usr/bin/perl'),
    tree(join(dir, 't'), '/t'),
    tree('/usr/share/perl', '/opt'),
    file('/usr/bin/env'),
  ];
  for (const name of names) script(join(dir, 't', name), '#!/usr/bin/expr\n');
  const first = await layOutEntries(entries());
  const paths = first.parts.map(({ members }) => members.map(({ path }) => path));
  for (const name of names) unlinkSync(join(dir, 't', name));
  for (const name of names.toReversed()) script(join(dir, 't', name), '#!/usr/bin/expr\n');
  const second = await layOutEntries(entries().reverse());
  expect(second.parts.map(({ members }) => members.map(({ path }) => path))).toEqual(paths);
  expect(second.members.get('/etc/ld.so.cache')).toEqual(first.members.get('/etc/ld.so.cache'));
});
