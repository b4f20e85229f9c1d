// What is in an image: every kind of entry in one lone cut, of either form, and what the command line adds.
import { execFileSync } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync, readlinkSync, statSync, symlinkSync } from 'node:fs';
import { extname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { expectWhole, recordOf, type Unpacked, unpack } from '../helpers/image.js';
import { rapido, temporaryDirectory } from '../helpers/index.js';
import { addFiles, project } from '../helpers/project.js';

const DRIVERS = ['native', 'dracut'] as const;

const FEST = `
bin find stat
bin "./a program.py" dest=/opt/program
try-bin no-such-program
try-bin tac
file "/srv/two words/it's \\$(odd) *" ./plain.txt mode=0640
file /srv/as-it-is ./plain.txt
file /srv/linked ./link mode=0600
file /srv/empty
file /srv/outer.so "./lib dir/outer.so"
file /srv/interpreted ./interpreted
tree /opt/tree ./tree exclude=skip exclude=*.o
tree /opt/bare ./bare libs=no
data /opt/tree/sub/b "an entry of its own\\n"
dir /srv/private mode=0700
dir /srv/dir
slink /srv/link "../etc/ä link"
data /etc/motd "Hello \${GREETED}\\n" mode=0444
data /srv/run "per run: \${GREETED}\\n" mode=0750 perRun
data /srv/secret "hush-hush-4711\\n" secret
kmod dm_mod ./mine.ko
kmod zram load=no
kmod ext4
try-kmod no_such_module
filter /usr/bin/tac /usr/lib/x86_64-linux-gnu/libz.so.1
include "more of it.fest"
autorun one.sh "zwei ä.sh"
vm memory=600M cpus=3
`;
const JS = `
export const cut = {
  name: 'js',
  manifest(m, { settings }) {
    m.bin('find', 'stat');
    m.file('/opt/program', 'a program.py');
    m.tryBin('no-such-program', 'tac');
    m.file("/srv/two words/it's $(odd) *", './plain.txt', { mode: 0o640 });
    m.file('/srv/as-it-is', './plain.txt');
    m.file('/srv/linked', './link', { mode: 0o600 });
    m.data('/srv/empty', '');
    m.file('/srv/outer.so', 'lib dir/outer.so');
    m.file('/srv/interpreted', 'interpreted');
    m.tree('/opt/tree', './tree', { exclude: ['skip', '*.o'] });
    m.tree('/opt/bare', './bare', { libs: false });
    m.data('/opt/tree/sub/b', 'an entry of its own\\n');
    m.dir('/srv/private', 0o700);
    m.dir('/srv/dir');
    m.slink('/srv/link', '../etc/ä link');
    m.data('/etc/motd', 'Hello ' + settings.GREETED + '\\n', { mode: 0o444 });
    m.data('/srv/run', 'per run: ' + settings.GREETED + '\\n', { mode: 0o750, perRun: true });
    m.data('/srv/secret', settings.WHISPERED + '\\n', { secret: true });
    m.kmod('dm_mod', './mine.ko');
    m.include('./unloaded.fest');
    m.kmod('ext4');
    m.tryKmod('no_such_module');
    m.filter('/usr/bin/tac');
    m.filter('/usr/lib/x86_64-linux-gnu/libz.so.1');
    m.include('more of it.fest');
    m.autorun('one.sh', 'zwei ä.sh');
    m.vm({ memory: '600M', cpus: 3 });
  },
  settings: {
    GREETED: { type: 'string', summary: 'Who is greeted' },
    WHISPERED: { type: 'string', secret: true, summary: 'What nobody may know' },
  },
};
`;

const images = new Map<string, Unpacked>();

describe.each(DRIVERS)('the %s driver', (driver) => {
  let dir = '';
  let libraries = '';
  let fest: Unpacked;

  beforeAll(async () => {
    libraries = temporaryDirectory('plain');
    dir = project({
      'rapido.conf': `IMAGE_DRIVER=${driver}\nGREETED="wörld two"\nWHISPERED=hush-hush-4711\n`,
      'all.fest': FEST,
      'js.js': JS,
      'more of it.fest': 'data /srv/more "$' + '{GREETED}"\n',
      'unloaded.fest': 'kmod zram load=no\n',
      'plain.txt': ['plain text\n', 0o604],
      'a program.py': ['#!/usr/bin/env -S awk -f\nBEGIN { print "a program" }\n', 0o755],
      interpreted: ['#! /usr/bin/perl -w\n', 0o644],
      'one.sh': 'echo "one $GREETED"\n',
      'zwei ä.sh': 'echo two\n',
      'tree/sub/b': 'of the tree\n',
      'tree/skip/c': 'skipped\n',
      'tree/a.o': 'skipped\n',
      'tree/$(touch oops) `x` "y"': ['#!/no/such/interpreter\n', 0o755],
      'tree/sub/script': ['#!/usr/bin/expr\n', 0o700],
      'bare/script': ['#!/usr/bin/factor\n', 0o755],
      'inner.c': 'int inner(void) { return 1; }\n',
      'outer.c': 'int inner(void); int other(void); int outer(void) { return inner() + other(); }\n',
      'other.c': 'int other(void) { return 1; }\n',
      'lib dir/.keep': '',
    });
    symlinkSync('plain.txt', join(dir, 'link'));
    symlinkSync('sub/b', join(dir, 'tree/link'));
    symlinkSync('/no/such/target', join(dir, 'tree/dangling'));
    const gcc = (...args: string[]) => execFileSync('gcc', ['-shared', '-fPIC', ...args], { cwd: dir });
    gcc('inner.c', '-o', 'lib dir/libinner.so');
    for (const name of ['libone.so', 'libtwo.so']) gcc('other.c', '-o', join(libraries, name));
    gcc('outer.c', '-o', 'lib dir/outer.so', join(dir, 'lib dir/libinner.so'), join(libraries, 'libone.so'));
    gcc('inner.c', '-o', 'tree/sub/libtree.so');
    gcc(
      'outer.c',
      '-o',
      'tree/outer.so',
      '-Ltree/sub',
      '-ltree',
      join(libraries, 'libtwo.so'),
      '-Wl,-rpath,$ORIGIN/sub',
    );
    for (const library of ['lib dir/outer.so', 'tree/outer.so']) execFileSync('chmod', ['0644', library], { cwd: dir });
    copyModule('dummy', join(dir, 'mine.ko'));
    expect(await rapido(['cut', './all.fest'], { cwd: dir })).toMatchObject({ status: 0 });
    fest = unpack(join(dir, 'initrds/all.img'));
    images.set(driver, fest);
  });

  test('everything belongs to root, and has the mode asked for, or its own', () => {
    expect(new Set([...fest.members.values()].map(({ owner }) => owner))).toEqual(new Set(['0:0']));
    expect(fest.members.get('/tmp')?.mode).toBe('drwxrwxrwt');
    expect(modes(fest, '/srv', '/opt', '/etc/motd', '/rapido/autorun', '/rapido/init')).toEqual({
      '/etc/motd': '-r--r--r--',
      '/opt': 'drwxr-xr-x',
      '/opt/bare': 'drwxr-xr-x',
      '/opt/bare/script': '-rwxr-xr-x',
      '/opt/program': '-rwxr-xr-x',
      '/opt/tree': 'drwxr-xr-x',
      '/opt/tree/$(touch oops) `x` "y"': '-rwxr-xr-x',
      '/opt/tree/dangling': 'lrwxrwxrwx',
      '/opt/tree/link': 'lrwxrwxrwx',
      '/opt/tree/outer.so': '-rw-r--r--',
      '/opt/tree/sub': 'drwxr-xr-x',
      '/opt/tree/sub/b': '-rw-r--r--',
      '/opt/tree/sub/libtree.so': '-rwxr-xr-x',
      '/opt/tree/sub/script': '-rwx------',
      '/rapido/autorun': 'drwxr-xr-x',
      '/rapido/autorun/00-one.sh': '-rw-r--r--',
      '/rapido/autorun/01-zwei ä.sh': '-rw-r--r--',
      '/rapido/init': '-rwxr-xr-x',
      '/srv': 'drwxr-xr-x',
      '/srv/as-it-is': '-rw----r--',
      '/srv/dir': 'drwxr-xr-x',
      '/srv/empty': '-rw-r--r--',
      '/srv/interpreted': '-rw-r--r--',
      '/srv/link': 'lrwxrwxrwx',
      '/srv/linked': '-rw-------',
      '/srv/more': '-rw-r--r--',
      '/srv/outer.so': '-rw-r--r--',
      '/srv/private': 'drwx------',
      '/srv/two words': 'drwxr-xr-x',
      "/srv/two words/it's $(odd) *": '-rw-r-----',
    });
  });

  test('files hold what they held, and text is expanded', () => {
    expect(fest.text("/srv/two words/it's $(odd) *")).toBe('plain text\n');
    expect(fest.text('/srv/as-it-is')).toBe('plain text\n');
    expect(fest.text('/srv/linked')).toBe('plain text\n');
    expect(fest.text('/srv/empty')).toBe('');
    expect(fest.text('/etc/motd')).toBe('Hello wörld two\n');
    expect(fest.text('/srv/more')).toBe('wörld two');
    expect(fest.text('/rapido/autorun/00-one.sh')).toBe('echo "one $GREETED"\n');
    expect(readFileSync(join(fest.dir, '/srv/outer.so'))).toEqual(readFileSync(join(dir, 'lib dir/outer.so')));
    expect(readFileSync(join(fest.dir, '/usr/bin/find'))).toEqual(readFileSync('/usr/bin/find'));
  });

  test('links are links, those of the root directory as on the host', () => {
    expect(fest.members.get('/srv/link')?.target).toBe('../etc/ä link');
    expect(fest.members.get('/opt/tree/link')?.target).toBe('sub/b');
    expect(fest.members.get('/opt/tree/dangling')?.target).toBe('/no/such/target');
    for (const name of ['/bin', '/sbin', '/lib', '/lib64']) {
      const target = lstatSync(name).isSymbolicLink() ? readlinkSync(name) : undefined;
      expect(fest.members.get(name)?.target).toBe(target);
    }
    expect(fest.members.has(join(dir, 'plain.txt'))).toBe(false); // a file was asked for, not the link to it
  });

  test('an entry of its own wins over what a tree has in its place', () => {
    expect(fest.text('/opt/tree/sub/b')).toBe('an entry of its own\n');
  });

  test('libraries come along, wherever they are, also of what is not executable', () => {
    for (const library of [
      join(dir, 'lib dir/libinner.so'),
      join(libraries, 'libone.so'),
      join(libraries, 'libtwo.so'),
    ])
      expect(fest.members.has(library), library).toBe(true);
    expect([...fest.members.keys()].filter((path) => path.endsWith('/libtree.so'))).toEqual([
      '/opt/tree/sub/libtree.so',
    ]);
  });

  test('interpreters come along, also what env is asked for, but not those of a tree without libs', () => {
    for (const program of ['/usr/bin/perl', '/usr/bin/env', '/usr/bin/awk', '/usr/bin/expr'])
      expect(fest.members.has(program), program).toBe(true);
    expect(fest.members.has('/usr/bin/factor')).toBe(false);
  });

  test('no name of a file is run as a command', () => {
    expect(readdirSync(dir)).not.toContain('oops');
  });

  test('what is filtered out is not there, though it was asked for or is a library', () => {
    expect(fest.members.has('/usr/bin/tac')).toBe(false);
    expect([...fest.members.keys()].filter((path) => path.endsWith('/libz.so.1'))).toEqual([]);
  });

  test('modules come with all they depend on; those asked for are loaded in order, but for load=no', () => {
    const names = [...fest.members.keys()].flatMap((path) => /\/lib\/modules\/.*\/([^/]+)\.ko/.exec(path)?.[1] ?? []);
    for (const name of ['dm-mod', 'ext4', 'jbd2', 'dummy', 'zram', 'zsmalloc']) expect(names, name).toContain(name);
    expect(fest.text('/rapido/modules')).toBe('dm_mod\ndummy\next4\n');
  });

  test('the .js form gives the same image', async () => {
    expect(await rapido(['cut', './js.js'], { cwd: dir })).toMatchObject({ status: 0 });
    const js = unpack(join(dir, 'initrds/js.img'));
    expect([...js.members]).toEqual([...fest.members]);
    for (const [path, { mode }] of fest.members) {
      if (!mode.startsWith('-') || /\/(image.json|build-parameter.txt|ld.so.cache)$/.test(path)) continue;
      expect(readFileSync(join(js.dir, path)).equals(readFileSync(join(fest.dir, path))), path).toBe(true);
    }
  });

  test('an image holds neither a secret nor what differs per run, and begins with its record', () => {
    const image = join(dir, 'initrds/js.img');
    expect(readFileSync(image).includes('hush-hush-4711')).toBe(false);
    expect(readFileSync(image).includes('per run:')).toBe(false);
    expect(recordOf(image)).toMatchObject({
      schema: 4,
      driver,
      cut: 'js',
      plugin: '-',
      vm: { memory: '600M', cpus: 3 },
      settings: { GREETED: { type: 'string' }, WHISPERED: { secret: true } },
      runFiles: ['/srv/run', '/srv/secret'],
    });
    expectWhole(image);
    expect(statSync(image).mode & 0o777).toBe(0o600);
  });

  test('the command line adds to any cut', async () => {
    addFiles(dir, { 'extra.fest': 'data /srv/extra "from extra"\ninclude "more of it.fest"\n' });
    const added = [
      ...['--bin', 'tac', '--bin', './a program.py', '--kmod', 'ext4', '--kmod', './mine.ko'],
      ...['--file', './plain.txt:/srv/added', '--file', 'plain.txt', '--tree', './tree:/srv/added tree', '--tree=bare'],
      ...['--manifest', 'extra.fest'],
    ];
    expect(await rapido(['cut', 'simple-example', ...added], { cwd: dir })).toMatchObject({ status: 0 });
    const { members, text } = unpack(join(dir, 'initrds/simple-example.img'));
    for (const path of ['/usr/bin/tac', '/srv/added tree/skip/c', join(dir, 'bare/script'), '/usr/bin/factor'])
      expect(members.has(path), path).toBe(true);
    expect(text('/srv/added')).toBe('plain text\n');
    expect(text(join(dir, 'plain.txt'))).toBe('plain text\n');
    expect(text('/srv/extra')).toBe('from extra');
    expect(text('/srv/more')).toBe('wörld two');
    expect(members.get(join(dir, 'a program.py'))?.mode).toBe('-rwxr-xr-x');
    expect(text('/rapido/modules')).toBe('ext4\ndummy\n');
  });

  test('the guest has it all: modules loaded in order, files sent with their modes', async () => {
    const { status, stdout, stderr } = await rapido(
      [
        ...['run', './js.js', '--bin', 'readlink'],
        ...['-x', "cut -d' ' -f1 /proc/modules", '--bin', 'cut'],
        ...['-x', 'stat -c "%a %u:%g %n" /srv/run /srv/secret /srv/private /opt/program; cat /srv/run /srv/secret'],
        ...['-x', 'cat /opt/tree/sub/b /etc/motd "/srv/two words/"*; readlink /srv/link; /opt/program'],
        ...['-x', 'echo "$GREETED|$WHISPERED"; ls /usr/bin/tac'],
      ],
      { cwd: dir },
    );
    expect(status, stderr).toBe(2);
    const lines = stdout.trimEnd().split('\n');
    const modules = lines.filter((line) => ['dm_mod', 'dummy', 'ext4', 'zram'].includes(line));
    expect(modules).toEqual(['ext4', 'dummy', 'dm_mod']); // the kernel lists the last one first
    expect(lines.slice(lines.findIndex((line) => line.startsWith('750')))).toEqual([
      ...['750 0:0 /srv/run', '600 0:0 /srv/secret', '700 0:0 /srv/private', '755 0:0 /opt/program'],
      ...['per run: wörld two', 'hush-hush-4711', 'an entry of its own', 'Hello wörld two', 'plain text'],
      ...['../etc/ä link', 'a program', 'wörld two|hush-hush-4711'],
      "ls: cannot access '/usr/bin/tac': No such file or directory",
    ]);
    expect(stderr).toContain('one wörld two\ntwo\n');
  });
});

/** Modes of what is at or below some paths. */
function modes({ members }: Unpacked, ...tops: string[]): Record<string, string> {
  return Object.fromEntries(
    [...members]
      .filter(([path]) => tops.some((top) => path === top || path.startsWith(`${top}/`)))
      .map(([path, { mode }]) => [path, mode]),
  );
}

/** Copies a module of the distribution's kernel, unpacked. */
function copyModule(name: string, to: string): void {
  const [path = ''] = execFileSync('find', ['/lib/modules/', '-name', `${name}.ko*`], { encoding: 'utf8' }).split('\n');
  const tool = { '.gz': 'gzip -d', '.xz': 'xz -d', '.zst': 'zstd -d' }[extname(path)] ?? 'cat';
  execFileSync('sh', ['-c', `${tool} <"$0" >"$1"`, path, to]);
}
