import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { parseLdCache } from '../../../src/elf/ld-cache.js';
import { compile } from '../../elf/compile.js';
import { temporaryDirectory } from '../../temporary.js';
import { file, type LaidOut, layOutEntries, tree } from './laid-out.js';

/** What the real loader takes for a program: the paths, links followed. */
function loaded(program: string): string[] {
  const { stdout } = spawnSync('ldd', [program], { encoding: 'utf8', env: { PATH: process.env['PATH'] } });
  return [...stdout.matchAll(/(?:=> |^\t)(\/.*) \(0x/gm)].map(([, path = '']) => realpathSync(path)).sort();
}

function missing(program: string): string[] {
  const { stdout } = spawnSync('ldd', [program], { encoding: 'utf8', env: { PATH: process.env['PATH'] } });
  return [...stdout.matchAll(/^\t(.*) => not found/gm)].map(([, name = '']) => name).sort();
}

/** Libraries among the files that have been laid out, but for what glibc opens by itself. */
function libraries({ members }: LaidOut): string[] {
  return [...members.values()]
    .flatMap((member) => (member.kind === 'file' ? [member.source] : []))
    .filter((source) => /\.so(\.|$)/.test(basename(source)) && !source.includes('libgcc_s'))
    .sort();
}

async function expectAsLoaded(program: string): Promise<void> {
  const layout = await layOutEntries([file(program)]);
  expect(libraries(layout)).toEqual(loaded(program));
  expect(layout.missing.map(({ name }) => name)).toEqual(missing(program));
}

const NEW = '-Wl,--enable-new-dtags';
const OLD = '-Wl,--disable-new-dtags';

/** A library that needs another, and a program that needs only the first. */
function chain(dir: string, first: readonly string[], program: readonly string[]): string {
  const second = compile(dir, 'second/libsecond.so', { has: ['second'], args: ['-Wl,-soname,libsecond.so'] });
  const one = ['-Wl,-soname,libfirst.so', `-L${dirname(second)}`, '-lsecond', ...first];
  compile(dir, 'first/libfirst.so', { has: ['first'], calls: ['second'], args: one });
  const args = [`-L${dir}/first`, '-lfirst', `-Wl,-rpath-link,${dirname(second)}`, ...program];
  return compile(dir, 'program', { program: true, calls: ['first'], args });
}

test.each(['/bin/bash', '/usr/bin/gcc', '/usr/bin/perl', '/usr/bin/openssl'])('%s', async (program) => {
  await expectAsLoaded(realpathSync(program));
});

test.each([
  ['RUNPATH of each', [NEW, '-Wl,-rpath,$ORIGIN/../second'], [NEW, '-Wl,-rpath,$ORIGIN/first'], true],
  ['RUNPATH is not for others', [], [NEW, '-Wl,-rpath,$ORIGIN/first:$ORIGIN/second'], false],
  ['RPATH is for others too', [], [OLD, '-Wl,-rpath,$ORIGIN/first:${ORIGIN}/second'], true],
  [
    'RPATH of a loader does not count where there is a RUNPATH',
    [NEW, '-Wl,-rpath,/none'],
    [OLD, '-Wl,-rpath,$ORIGIN/first:$ORIGIN/second'],
    false,
  ],
  ['empty directories and unknown tokens', [], [OLD, '-Wl,-rpath,:$ORIGINAL:$ORIGIN/first::$ORIGIN/./second'], true],
])('%s', async (_, first, program, whole) => {
  const path = chain(temporaryDirectory(), first, program);
  expect(missing(path)).toEqual(whole ? [] : ['libsecond.so']);
  await expectAsLoaded(path);
});

test('an RPATH beside a RUNPATH counts for nobody', async () => {
  const program = chain(temporaryDirectory(), [], [OLD, '-Wl,-rpath,$ORIGIN/first:$ORIGIN/second']);
  await expectAsLoaded(program);
  addRunpath(program);
  expect(missing(program)).toEqual(['libsecond.so']);
  await expectAsLoaded(program);
});

/** Gives a program a DT_RUNPATH equal to its DT_RPATH, in the place of its DT_DEBUG. */
function addRunpath(program: string): void {
  const bytes = readFileSync(program);
  const said = execFileSync('readelf', ['-Wl', program], { encoding: 'utf8' });
  const tags = new Map<bigint, number>();
  const start = Number(/DYNAMIC +(0x[0-9a-f]+)/.exec(said)?.[1]);
  for (let at = start; bytes.readBigUInt64LE(at) !== 0n; at += 16) tags.set(bytes.readBigUInt64LE(at), at);
  const [rpath = 0, debug = 0] = [tags.get(15n), tags.get(21n)];
  bytes.writeBigUInt64LE(29n, debug);
  bytes.writeBigUInt64LE(bytes.readBigUInt64LE(rpath + 8), debug + 8);
  writeFileSync(program, bytes);
}

test('what is loaded already is not looked for again', async () => {
  const dir = temporaryDirectory();
  const program = chain(dir, [], [NEW, '-Wl,-rpath,$ORIGIN/first:$ORIGIN/second', `-L${dir}/second`, '-lsecond']);
  expect(missing(program)).toEqual([]);
  await expectAsLoaded(program);
});

test('a library without a name of its own is asked for by its path', async () => {
  const dir = temporaryDirectory();
  const library = compile(dir, 'libs/libplain.so', { has: ['plain'] });
  await expectAsLoaded(compile(dir, 'program', { program: true, calls: ['plain'], args: [library] }));
});

test.each(['none', 'another machine', 'damaged'])(
  'of the directories of a path the first may hold %s',
  async (kind) => {
    const dir = temporaryDirectory();
    const args = ['-Wl,-soname,libf.so'];
    const library = compile(dir, 'right/libf.so', { has: ['f'], args });
    const rpath = '-Wl,-rpath,$ORIGIN/wrong:$ORIGIN/right';
    const program = compile(dir, 'program', { program: true, calls: ['f'], args: [`-L${dir}/right`, '-lf', rpath] });
    mkdirSync(join(dir, 'wrong'));
    if (kind === 'another machine') compile(dir, 'wrong/libf.so', { has: ['f'], args: [...args, '-m32', '-nostdlib'] });
    if (kind === 'damaged') writeFileSync(join(dir, 'wrong/libf.so'), '');
    expect(libraries(await layOutEntries([file(program)]))).toContain(library);
    if (kind !== 'damaged') await expectAsLoaded(program);
  },
);

test('the usual directories do not count for a library that says so', async () => {
  const dir = temporaryDirectory();
  await expectAsLoaded(compile(dir, 'plain', { program: true, args: ['-lz'] }));
  const strict = compile(dir, 'strict', { program: true, args: ['-lz', '-Wl,-z,nodefaultlib'] });
  expect(missing(strict)).toContain('libz.so.1');
  expect((await layOutEntries([file(strict)])).missing.map(({ name }) => name)).toEqual(missing(strict));
});

test('LD_LIBRARY_PATH has no say', async () => {
  const dir = temporaryDirectory();
  const library = compile(dir, 'libs/libf.so', { has: ['f'], args: ['-Wl,-soname,libf.so'] });
  const args = [`-L${dirname(library)}`, '-lf'];
  const program = compile(dir, 'program', { program: true, calls: ['f'], args });
  const before = process.env['LD_LIBRARY_PATH'];
  process.env['LD_LIBRARY_PATH'] = dirname(library);
  try {
    expect((await layOutEntries([file(program)])).missing).toEqual([
      { name: 'libf.so', neededBy: [program], ofTree: false },
    ]);
  } finally {
    if (before === undefined) delete process.env['LD_LIBRARY_PATH'];
    else process.env['LD_LIBRARY_PATH'] = before;
  }
});

test('the baseline is taken, and a variant for better CPUs only where there is none, the least demanding first', async () => {
  const dir = temporaryDirectory();
  const build = (path: string) => compile(dir, path, { has: ['f'], args: ['-Wl,-soname,libf.so'] });
  const baseline = build('libs/libf.so');
  const [v2, v3] = ['v2', 'v3'].map((level) => build(`libs/glibc-hwcaps/x86-64-${level}/libf.so`)) as [string, string];
  const args = [`-L${dirname(baseline)}`, '-lf', '-Wl,-rpath,$ORIGIN/libs'];
  const program = compile(dir, 'program', { program: true, calls: ['f'], args });
  const brought = async () => {
    const { members } = await layOutEntries([file(program)]);
    return [baseline, v2, v3].filter((path) => members.has(path));
  };
  expect(await brought()).toEqual([baseline]);
  rmSync(baseline);
  expect(await brought()).toEqual([v2]);
  rmSync(v2);
  expect(await brought()).toEqual([v3]);
});

test('a library brings the links that lead to it, each as it is', async () => {
  const dir = temporaryDirectory();
  const library = compile(dir, 'libs/libf.so.1.2', { has: ['f'], args: ['-Wl,-soname,libf.so.1'] });
  symlinkSync('libf.so.1.2', join(dir, 'libs/libf.so.1'));
  symlinkSync(join(dir, 'libs'), join(dir, 'also'));
  const program = compile(dir, 'program', { program: true, calls: ['f'], args: [library, '-Wl,-rpath,$ORIGIN/also'] });
  const { at } = await layOutEntries([file(program)]);
  expect(at(join(dir, 'also'))).toBe('-> libs');
  expect(at(join(dir, 'libs/libf.so.1'))).toBe('-> libf.so.1.2');
  expect(at(join(dir, 'libs/libf.so.1.2'))).toBe(library);
});

test("$ORIGIN is the guest's: what the image has there, else what the host has beside the source", async () => {
  const dir = temporaryDirectory();
  const library = compile(dir, 'build/lib/libf.so', { has: ['f'], args: ['-Wl,-soname,libf.so'] });
  const args = [`-L${dirname(library)}`, '-lf', '-Wl,-rpath,$ORIGIN/../lib'];
  const program = compile(dir, 'build/bin/program', { program: true, calls: ['f'], args });
  const alone = await layOutEntries([file(program, '/opt/bin/program')]);
  expect(alone.at('/opt/lib/libf.so')).toBe(library);
  expect(alone.members.has(library)).toBe(false);

  mkdirSync(join(dir, 'other'));
  const other = join(dir, 'other/libf.so');
  copyFileSync(library, other);
  const withTree = await layOutEntries([file(program, '/opt/bin/program'), tree(dirname(other), '/opt/lib')]);
  expect(withTree.at('/opt/lib/libf.so')).toBe(other);
  expect(withTree.missing).toEqual([]);
  expect(withTree.members.has(library)).toBe(false);
});

test('libraries of a tree are found in the tree, and what they lack is its business', async () => {
  const dir = temporaryDirectory();
  const source = join(dir, 'tree');
  const lacked = compile(dir, 'liblacked.so', { has: ['lacked'], args: ['-Wl,-soname,liblacked.so'] });
  const inner = compile(source, 'lib/libinner.so', { has: ['inner'], args: ['-Wl,-soname,libinner.so'] });
  const args = [`-L${source}/lib`, '-linner', lacked, '-Wl,-rpath,$ORIGIN/lib'];
  const program = compile(source, 'program', { program: true, calls: ['inner', 'lacked'], args });
  const copy = join(dir, 'copy');
  copyFileSync(program, copy);
  const own = tree(source, '/opt/tree');
  const { missing: lacks, parts, at } = await layOutEntries([own]);
  expect(lacks).toEqual([{ name: 'liblacked.so', neededBy: [program], ofTree: true }]);
  expect(at('/opt/tree/lib/libinner.so')).toBe(inner);
  expect(parts.map(({ name }) => name)).toEqual(['base', '/opt/tree', 'own']);
  expect(parts[1]?.members.every(({ path }) => path.startsWith('/opt'))).toBe(true);
  expect(parts[2]?.members.map(({ path }) => basename(path))).toContain('libc.so.6');
  expect((await layOutEntries([own, file(copy)])).missing).toContainEqual({
    name: 'liblacked.so',
    neededBy: [copy, program].sort(),
    ofTree: false,
  });
  expect((await layOutEntries([{ ...own, needs: false }])).missing).toEqual([]);
});

test('a tree without bits to run brings nothing, but for what is named as a library', async () => {
  const dir = temporaryDirectory();
  for (const [name, to] of [
    ['plain', 'plain'],
    ['lib', 'libf.so.1'],
  ] as const) {
    execFileSync('chmod', ['0644', compile(dir, name, { has: ['f'], args: ['-lz'] })]);
    renameSync(join(dir, name), join(dir, to));
    const names = [...(await layOutEntries([tree(dir, '/opt')])).members.keys()].map((path) => basename(path));
    expect(names.includes('libz.so.1'), to).toBe(to !== 'plain');
    rmSync(join(dir, to));
  }
});

test('what is filtered out is neither there nor missing', async () => {
  const dir = temporaryDirectory();
  const library = compile(dir, 'libf.so', { has: ['f'], args: ['-Wl,-soname,libf.so'] });
  const args = [library, '-Wl,-rpath,$ORIGIN', '-lz'];
  const program = compile(dir, 'program', { program: true, calls: ['f'], args });
  const filters = [library, '/usr/lib/x86_64-linux-gnu/libz.so.1'];
  const there = await layOutEntries([file(program)], { filters });
  expect(there.missing).toEqual([]);
  for (const path of filters) expect(there.members.has(path), path).toBe(false);
  rmSync(library);
  expect((await layOutEntries([file(program)])).missing).toHaveLength(1);
  expect((await layOutEntries([file(program)], { filters })).missing).toEqual([]);
});

test('the loader, its own links and what glibc opens by itself', async () => {
  const { at, members } = await layOutEntries([file('/usr/bin/bash')]);
  const loader = execFileSync('realpath', ['/lib64/ld-linux-x86-64.so.2'], { encoding: 'utf8' }).trim();
  expect(at(loader)).toBe(loader);
  const names = [...members.keys()].map((path) => basename(path));
  expect(names).toContain('libgcc_s.so.1');
  const root = new Map([...members].filter(([path]) => path.lastIndexOf('/') === 0));
  expect(root.get('/lib64')).toMatchObject({ kind: 'symlink', target: 'usr/lib64' });
});

test("musl's loader is the C library as well", async () => {
  const dir = temporaryDirectory();
  const loader = join(dir, 'ld-musl-x86_64.so.1');
  copyFileSync('/lib64/ld-linux-x86-64.so.2', loader);
  const library = compile(dir, 'libc.so', { has: ['f'], args: ['-Wl,-soname,libc.so'] });
  const build = (name: string, ...args: string[]) =>
    compile(dir, name, { program: true, calls: ['f'], args: [library, ...args] });
  expect((await layOutEntries([file(build('glibc'))])).missing).toHaveLength(1);
  expect((await layOutEntries([file(build('musl', `-Wl,--dynamic-linker=${loader}`))])).missing).toEqual([]);
});

test("the loader's cache has the libraries in its directories, and gives way to one of the cut's own", async () => {
  const { members } = await layOutEntries([file('/usr/bin/bash')]);
  const cache = members.get('/etc/ld.so.cache');
  const entries = parseLdCache(cache?.kind === 'data' ? cache.data : Buffer.alloc(0));
  expect(entries.map(({ name }) => name)).toEqual(expect.arrayContaining(['libc.so.6', 'ld-linux-x86-64.so.2']));
  for (const { path, flags } of entries) {
    expect(members.has(path), path).toBe(true);
    expect(flags).toBe(0x0303);
  }
  const own = { kind: 'data', dest: '/etc/ld.so.cache', text: 'own', mode: 0o644 } as const;
  expect((await layOutEntries([file('/usr/bin/bash'), own])).members.get(own.dest)).toMatchObject({
    data: Buffer.from('own'),
  });
  expect((await layOutEntries([file('/usr/bin/bash')], { filters: [own.dest] })).members.has(own.dest)).toBe(false);
});
