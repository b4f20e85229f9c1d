// What dracut is asked, that it hears nobody else, and what comes of its failures.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { expectFailure } from '../helpers/failure.js';
import { recordOf, type Unpacked, unpack } from '../helpers/image.js';
import { nothingLeft, rapido, SELF, start, temporaryDirectory } from '../helpers/index.js';
import { inNamespace } from '../helpers/namespace.js';
import { addFiles, project } from '../helpers/project.js';
import { dracutCopy } from './dracut-copy.js';

const DRACUT = 'IMAGE_DRIVER=dracut\n';

let dir = '';
let image = '';
let plain: Unpacked;
let before: Buffer;

beforeAll(async () => {
  dir = project({
    'rapido.conf': DRACUT,
    'my.fest': 'bin find ./victim\ndata /etc/mine "mine"\n',
    victim: ['#!/bin/sh\n', 0o755],
  });
  image = join(dir, 'initrds/my.img');
  await expectCut(rapido(['cut', './my.fest'], { cwd: dir }));
  plain = unpack(image);
  before = readFileSync(image);
});

/** Everything that a distribution's or an administrator's configuration could do to an image. */
function hostile(mark: string): Record<string, string> {
  const conf = `
touch '${mark}'
install_items+=" ${mark} /etc/hostname "
install_optional_items+=" /etc/hostname "
add_drivers+=" dummy "
force_drivers+=" dummy "
filesystems+=" xfs "
add_dracutmodules+=" hostile "
force_add_dracutmodules+=" hostile "
omit_dracutmodules+=" rapido "
dracutmodules="hostile"
compress="gzip"
hostonly="yes"
hostonly_cmdline="yes"
early_microcode="yes"
kernel_cmdline="hostile=1"
kernel_only="yes"
do_strip="yes"
do_hardlink="yes"
uefi="yes"
prefix="/hostile"
tmpdir="/nonexistent"
fscks="/bin/cat"
mdadmconf="yes"
lvmconf="yes"
machine_id="yes"
stdloglvl=0
`;
  return { 'hostile.conf': conf, 'zz.conf': conf };
}

test("no configuration of the host's slips in, nor its environment", async () => {
  const away = temporaryDirectory('plain');
  const mark = join(away, 'hostile was read');
  const [etc, base] = [join(away, 'etc'), join(away, 'base')];
  execFileSync('cp', ['-a', '/usr/lib/dracut/.', base]);
  addFiles(etc, hostile(mark));
  addFiles(base, {
    ...Object.fromEntries(Object.entries(hostile(mark)).map(([name, text]) => [`dracut.conf.d/${name}`, text])),
    'modules.d/01hostile/module-setup.sh': `check() { return 0; }\ninstall() { touch "${mark}" "$initdir/hostile"; }\n`,
    'dracut.conf': `touch '${mark}'\n`,
  });
  const mounts = `
    mount --bind '${base}' /usr/lib/dracut
    mount --bind '${etc}' /etc/dracut.conf.d
    [ ! -e /etc/dracut.conf ] || mount --bind '${etc}/hostile.conf' /etc/dracut.conf`;
  // It would be heard: dracut by itself reads all of it.
  await start(inNamespace(`${mounts}\nexec dracut --list-modules --kver none`, [])).result;
  expect(existsSync(mark)).toBe(true);
  execFileSync('rm', [mark]);

  addFiles(away, { 'rc.sh': `touch '${mark}'\nexit 1\n` });
  const env = {
    ...{ dracutbasedir: base, DRACUT_INSTALL: '/bin/false', DRACUT_PATH: '/nonexistent', initdir: '/nonexistent' },
    ...{
      add_dracutmodules: 'hostile',
      install_items: '/etc/hostname',
      BASH_ENV: join(away, 'rc.sh'),
      compress: 'gzip',
    },
    ...{ 'BASH_FUNC_mkdir%%': '() { false; }', POSIXLY_CORRECT: '1', TAR_OPTIONS: '--nonsense', LC_ALL: 'de_DE.UTF-8' },
  };
  const out = join(away, 'hostile.img');
  await expectCut(start(inNamespace(mounts, ['cut', './my.fest', '--out', out]), { cwd: dir, env }).result);
  expect(existsSync(mark)).toBe(false);
  expect([...unpack(out).members]).toEqual([...plain.members]);
});

test('DRACUT_SRC names another dracut, whose configuration is not heard either', async () => {
  const mark = join(temporaryDirectory('plain'), 'hostile was read');
  const files = Object.entries(hostile(mark)).map(([name, text]) => [`dracut.conf.d/${name}`, text]);
  const source = dracutCopy({}, { ...Object.fromEntries(files), 'dracut.conf': `touch '${mark}'\n` });
  const out = join(source, 'my.img');
  await expectCut(rapido(['cut', './my.fest', '--set', `DRACUT_SRC=${source}`, '--out', out], { cwd: dir }));
  expect(existsSync(mark)).toBe(false);
  expect([...unpack(out).members]).toEqual([...plain.members]);
});

test('DRACUT_EXTRA_ARGS reach it: a compressed image with a file more boots', async () => {
  const conf = `${DRACUT}DRACUT_EXTRA_ARGS="--gzip --include '\${RAPIDO_DIR}/in clude' /included"\n`;
  const where = project({ 'rapido.conf': conf, 'my.fest': 'bin find\n', 'in clude/ü': 'more\n' });
  const { status, stdout, stderr } = await rapido(['run', './my.fest', '-x', 'cat /included/*'], { cwd: where });
  expect(status, stderr).toBe(0);
  expect(stdout).toBe('more\n');
  const compressed = recordOf(join(where, 'initrds/my.img'));
  expect(compressed.bytes).toBeLessThan(recordOf(image).bytes * 0.7);
  expect(compressed.unpackedBytes).toBeGreaterThan(recordOf(image).unpackedBytes);
});

test('one that is too old is refused', async () => {
  const source = dracutCopy({}, { 'dracut-version.sh': 'DRACUT_VERSION=049\n' });
  const result = await rapido(['cut', './my.fest', '--set', `DRACUT_SRC=${source}`], { cwd: dir });
  expectFailure(result, 128, 'DRACUT', 'dracut 049', source, 'too old', /55|055/);
  await expectOldImage();
});

test('one that is not there is named, with the command that installs it', async () => {
  const mounts = `touch "$TMPDIR/nothing"\nmount --bind "$TMPDIR/nothing" "$(command -v dracut)"`;
  const command = inNamespace(mounts, ['cut', './my.fest'], 'rm "$TMPDIR/nothing"');
  expectFailure(await start(command, { cwd: dir }).result, 128, 'HOST', 'dracut is not installed', 'dracut-core');
  for (const source of [dir, join(dir, 'nothing here'), join(dir, 'my.fest')]) {
    const result = await rapido(['cut', './my.fest', '--set', `DRACUT_SRC=${source}`], { cwd: dir });
    expectFailure(result, 128, 'DRACUT', source, 'holds no dracut', 'DRACUT_SRC');
  }
  await expectOldImage();
});

test('one that fails half-way: the end of its output is told, and where all of it is', async () => {
  const lines = Array.from({ length: 100 }, (_, index) => `echo "line <${index}>"`).join('\n');
  const source = dracutCopy({ 'dracut-install': `#!/bin/sh\n${lines}\nexit 3\n` });
  const result = await rapido(['cut', './my.fest', '--set', `DRACUT_SRC=${source}`], { cwd: dir });
  const log = join(SELF.directories.home, '.local/state/rapido/logs/my-dracut.log');
  const message = expectFailure(result, 128, 'DRACUT', 'failed with status', 'line <99>', log);
  expect(message).not.toContain('line <0>');
  expect(readFileSync(log, 'utf8')).toContain('line <0>\n');
  expect(statSync(log).mode & 0o077).toBe(0);
  await expectOldImage();
});

test('one that makes no image though it ends well is not believed', async () => {
  const source = dracutCopy({ 'dracut.sh': '#!/bin/sh\necho "nothing to do"\n' });
  const result = await rapido(['cut', './my.fest', '--set', `DRACUT_SRC=${source}`], { cwd: dir });
  expectFailure(result, 128, 'DRACUT', 'made no image', 'nothing to do');
  await expectOldImage();
});

test('a file that vanishes meanwhile is named', async () => {
  const where = project({ 'rapido.conf': DRACUT, 'my.fest': 'bin ./victim\n', victim: ['#!/bin/sh\n', 0o755] });
  const source = dracutCopy();
  execFileSync('sed', ['-i', `2i rm -f -- '${join(where, 'victim')}'`, join(source, 'dracut.sh')]);
  const result = await rapido(['cut', './my.fest', '--set', `DRACUT_SRC=${source}`], { cwd: where });
  expectFailure(result, 128, 'DRACUT', join(where, 'victim'), 'could not be installed');
  expect(readdirSync(where).sort()).toEqual(['my.fest', 'rapido.conf']);
});

test('a full disk where it works', async () => {
  for (const size of ['64k', '2m', '10m']) {
    const cache = temporaryDirectory();
    const command = inNamespace(
      `mount -t tmpfs -o size=${size} tmpfs '${cache}'`,
      ['cut', './my.fest'],
      `find '${cache}' ! -type d ! -path '*/build-ids/*' >&2`,
    );
    const result = await start(command, { cwd: dir, env: { XDG_CACHE_HOME: cache } }).result;
    const message = expectFailure(result, 128, size === '10m' ? 'DRACUT' : 'HOST', /disk is full/i);
    expect(message.trimEnd().split('\n').at(-1)).toMatch(/^Code: /);
    await expectOldImage();
  }
});

test('a full disk where the image is to be', async () => {
  const where = project({ 'rapido.conf': DRACUT, 'my.fest': 'bin find\n' });
  mkdirSync(join(where, 'initrds'));
  const full = `mount -t tmpfs -o size=${Math.ceil(before.length * 1.5)} tmpfs initrds
    run "$@"
    cksum initrds/my.img >before`;
  const command = inNamespace(
    full,
    ['cut', './my.fest'],
    'cksum initrds/my.img | diff before - && ls -A initrds >left',
  );
  const result = await start(command, { cwd: where }).result;
  expect(result.stdout).toBe(`${join(where, 'initrds/my.img')}\n`);
  expectFailure({ ...result, stdout: '' }, 128, 'HOST', 'Writing the image', 'the disk is full', where);
  expect(readFileSync(join(where, 'left'), 'utf8')).toBe('my.img\nmyinitrd\n');
});

/** No failure has harmed the image of before, or left anything of its own. */
async function expectOldImage(): Promise<void> {
  expect(readFileSync(image).equals(before)).toBe(true);
  expect(readdirSync(join(dir, 'initrds')).sort()).toEqual(['my.img', 'myinitrd']);
  await nothingLeft();
}

async function expectCut(result: ReturnType<typeof rapido>): Promise<void> {
  const { status, stderr } = await result;
  expect(status, stderr).toBe(0);
}
