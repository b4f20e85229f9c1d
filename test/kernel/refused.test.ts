// Kernels that cannot be tested, and images that are another kernel's.
import { appendFileSync, chmodSync, existsSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { distributionKernel, makeBuildTree } from '../../packages/core/test/kernel/build-tree.js';
import { expectFailure } from '../helpers/failure.js';
import { asUser, type RunOptions, rapido, SELF, start, temporaryDirectory } from '../helpers/index.js';
import { inNamespace } from '../helpers/namespace.js';
import { addFiles, project } from '../helpers/project.js';

test('what is no kernel: 129 for a name that is wrong, 125 for a directory that is no kernel tree', async () => {
  const { release } = await distributionKernel();
  const dir = project({ 'not a tree/Makefile': '' });
  const kernel = (value: string) => cut(dir, '--kernel', value);
  expectFailure(await kernel('no-such'), 129, 'KERNEL_NOT_FOUND', '--kernel no-such', release);
  expectFailure(await kernel('./no such'), 129, 'KERNEL_NOT_FOUND', join(dir, 'no such'));
  expectFailure(await kernel(''), 129, 'KERNEL_NOT_FOUND', '--kernel');
  expectFailure(await kernel('not a tree'), 125, 'KERNEL_NOT_FOUND', join(dir, 'not a tree'), 'Kbuild');
  expectFailure(await kernel('not a tree/Makefile'), 125, 'KERNEL_NOT_FOUND', 'no kernel tree');
  addFiles(dir, { 'rapido.conf': '\nKERNEL_SRC="not a tree"\n' });
  expectFailure(await cut(dir), 125, 'KERNEL_NOT_FOUND', 'KERNEL_SRC', `${dir}/rapido.conf:2`);
  addFiles(dir, { 'rapido.conf': 'KERNEL_RELEASE=1.2.3\n' });
  expectFailure(await cut(dir), 129, 'KERNEL_NOT_FOUND', '1.2.3', release);
  expect(existsSync(join(dir, 'initrds'))).toBe(false);
});

test('a tree that is not built, or only half, is untestable, and how to build it is told', async () => {
  const tree = await makeBuildTree(temporaryDirectory());
  const dir = project();
  const bzImage = join(tree.dir, 'arch/x86/boot/bzImage');
  const refused = async (...texts: string[]) =>
    expectFailure(await cut(dir, '--kernel', tree.dir), 125, 'KERNEL_NOT_BUILT', `make -C '${tree.dir}'`, ...texts);
  writeFileSync(join(tree.dir, 'vmlinux'), '');
  utimesSync(bzImage, 0, 1_000_000_000);
  await refused('half built', 'vmlinux');
  rmSync(join(tree.dir, 'vmlinux'));
  writeFileSync(join(tree.dir, 'include/config/kernel.release'), '9.9.9-next\n');
  await refused('9.9.9-next', tree.release);
  writeFileSync(bzImage, readFileSync(bzImage).subarray(0, 1000));
  await refused('damaged');
  rmSync(bzImage);
  await refused('is configured');
  rmSync(join(tree.dir, '.config'));
  await refused('neither configured nor built', 'defconfig');
});

test('no kernel at all: what to install, or to name', async () => {
  const nothing = temporaryDirectory('plain');
  const mounts = ['/boot', '/lib/modules'].map((path) => `mount --bind ${nothing} ${path}`).join('\n');
  const result = await start(inNamespace(mounts, ['cut', 'simple-example']), { cwd: project() }).result;
  expectFailure(result, 128, 'KERNEL_NOT_FOUND', 'There is no kernel', 'linux-image-amd64', '--kernel DIR');
});

test('a kernel that may not be read: how to change that, and what else there is', async () => {
  const user = asUser();
  const tree = await makeBuildTree(temporaryDirectory());
  const bzImage = join(tree.dir, 'arch/x86/boot/bzImage');
  const dir = user.directories.home;
  chmodSync(bzImage, 0);
  const file = await cut(dir, '--kernel', tree.dir, { user });
  expectFailure(file, 128, 'KERNEL_UNREADABLE', bzImage, `chmod a+r '${bzImage}'`, '--kernel DIR');
  chmodSync(bzImage, 0o644);
  chmodSync(join(tree.dir, 'arch'), 0);
  const directory = await cut(dir, '--kernel', tree.dir, { user });
  chmodSync(join(tree.dir, 'arch'), 0o755);
  expectFailure(directory, 128, 'KERNEL_UNREADABLE', `chmod a+rx '${join(tree.dir, 'arch')}'`);
});

test('an installed kernel that only root may read, as on Ubuntu', async () => {
  if (process.getuid?.() !== 0) return; // only root can lend an ordinary user such a machine
  const { image, release } = await distributionKernel();
  const closed = join(temporaryDirectory('plain'), 'vmlinuz');
  writeFileSync(closed, readFileSync(image), { mode: 0o600 });
  const user = asUser();
  const [unshare, ...rest] = inNamespace(`mount --bind ${closed} ${image}`, [
    'cut',
    'simple-example',
    '--kernel',
    release,
  ]);
  const index = rest.indexOf(process.execPath);
  const command = [
    unshare as string,
    ...rest.slice(0, index),
    ...user.become,
    process.execPath,
    user.cli,
    ...rest.slice(index + 2),
  ];
  const result = await start(command, { user: { ...user, become: [] } }).result;
  expectFailure(result, 128, 'KERNEL_UNREADABLE', `sudo chmod a+r ${image}`, 'KERNEL_SRC');
});

test('all that a kernel lacks is told at once, with what to add to its configuration', async () => {
  const tree = await makeBuildTree(temporaryDirectory(), {
    shape: 'O=',
    modules: ['dummy'],
    config: { CONFIG_DEVTMPFS: undefined, CONFIG_BTRFS_FS: undefined, CONFIG_HZ: '250', CONFIG_LOCALVERSION: '"-x"' },
  });
  const dir = project({
    'my.js': `export const cut = {
      name: 'my',
      kernel: { load: ['btrfs', 'zram'], config: ['CONFIG_KASAN', 'CONFIG_HZ>=1000', 'CONFIG_LOCALVERSION="-y"'] },
      manifest(m) { m.kmod('dummy', 'nfsd', 'no_such_module'); },
    };`,
  });
  const { release } = await distributionKernel();
  const texts = [
    'btrfs',
    'zram',
    'nfsd',
    'no_such_module',
    'CONFIG_DEVTMPFS',
    'CONFIG_KASAN',
    'CONFIG_HZ>=1000 (is 250)',
  ];
  const result = await cutFile(dir, 'my.js', '--kernel', tree.dir);
  const message = expectFailure(
    result,
    125,
    'KERNEL_UNTESTABLE',
    release,
    ...texts,
    'zram (CONFIG_ZRAM=m, but its file',
  );
  const fragment = /cat >rapido.config <<'END'\n(.*)^ *END$/ms.exec(message)?.[1]?.replaceAll(/^ +/gm, '').trim();
  expect(fragment?.split('\n').sort()).toEqual(
    ['CONFIG_BTRFS_FS=m', 'CONFIG_DEVTMPFS=y', 'CONFIG_HZ=1000', 'CONFIG_KASAN=y', 'CONFIG_LOCALVERSION="-y"'].sort(),
  );
  expect(message).toContain(`cd '${tree.dir}'`);
  expect(message).toContain(`'${tree.source}'/scripts/kconfig/merge_config.sh -m .config rapido.config`);
  expect(message).not.toContain('dummy');
  expect(existsSync(join(dir, 'initrds'))).toBe(false);
});

test('all that the host lacks is told at once, with who asked for it and the packages', async () => {
  const dir = project({
    'my.fest': 'bin no-such-1 mkfs.bcachefs\nfile /etc/x /etc/no-such-2\ntree /srv ./no-such-3\nautorun ./no-such-4\n',
  });
  const result = await cutFile(dir, 'my.fest', '--bin', 'no-such-5');
  const lines = ['no-such-1', '/etc/no-such-2', join(dir, 'no-such-3'), join(dir, 'no-such-4')].map(
    (name) => `${name}: not found`,
  );
  expectFailure(result, 129, 'MANIFEST_MISSING', ...lines, 'my.fest:1', 'my.fest:2', 'bcachefs-tools', '--bin');
  const programs = await cut(dir, '--bin', 'no-such-6', '--bin', 'mkfs.bcachefs');
  expectFailure(programs, 128, 'MANIFEST_MISSING', 'no-such-6', 'bcachefs-tools', 'Install');
});

test('an image that was cut for another kernel is refused', async () => {
  const one = await makeBuildTree(temporaryDirectory());
  const dir = project({ 'rapido.conf': `KERNEL_SRC="${one.dir}"\n` });
  expect(await cut(dir)).toMatchObject({ status: 0 });
  const boot = () => rapido(['boot', '--dry-run'], { cwd: dir });
  expect(await boot()).toMatchObject({ status: 0 });
  const image = join(dir, 'initrds/simple-example.img');
  appendFileSync(join(one.dir, 'arch/x86/boot/bzImage'), 'rebuilt');
  expectFailure(await boot(), 129, 'IMAGE_KERNEL', 'another build', 'rapido cut simple-example');

  const bzImage = readFileSync(join(one.dir, 'arch/x86/boot/bzImage'));
  const next = one.release.replace(/\d/, '9');
  bzImage.write(next, bzImage.indexOf(`${one.release} `), 'latin1');
  writeFileSync(join(one.dir, 'arch/x86/boot/bzImage'), bzImage);
  writeFileSync(join(one.dir, 'include/config/kernel.release'), `${next}\n`);
  expectFailure(await boot(), 129, 'IMAGE_KERNEL', one.release, next, 'rapido cut simple-example');
  expect(existsSync(image)).toBe(true);
});

test('a .ko that the kernel cannot load is refused', async () => {
  const dir = project({ 'text.ko': 'not a module\n' });
  expectFailure(await cut(dir, '--kmod', './text.ko'), 125, 'KERNEL_UNTESTABLE', join(dir, 'text.ko'));
  expectFailure(await cut(dir, '--kmod', './no such.ko'), 125, 'KERNEL_UNTESTABLE', join(dir, 'no such.ko'));
});

function cut(cwd: string, ...args: (string | RunOptions)[]) {
  return cutFile(cwd, undefined, ...args);
}

/** Cuts `simple-example`, or a lone cut of `cwd`. */
function cutFile(cwd: string, file: string | undefined, ...args: (string | RunOptions)[]) {
  const options = Object.assign({ cwd, user: SELF }, ...args.filter((arg) => typeof arg !== 'string'));
  const words = args.filter((arg) => typeof arg === 'string');
  return rapido(['cut', file === undefined ? 'simple-example' : `./${file}`, ...words], options);
}
