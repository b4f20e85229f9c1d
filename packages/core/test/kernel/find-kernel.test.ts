import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { environmentIn, temporaryDirectory } from '../temporary.js';
import { copy, distributionKernel, installModules, makeBuildTree } from './build-tree.js';
import { configOf, failure, find } from './fixtures.js';

const distribution = await distributionKernel();

/** An installed image below `cwd/host` that says it is `release`. */
async function install(cwd: string, release: string, path = `boot/vmlinuz-${release}`): Promise<string> {
  const bytes = await readFile(distribution.image);
  bytes.write(`${release} (me@box)\0`, bytes.readUInt16LE(0x20e) + 512, 'latin1');
  const image = join(cwd, 'host', path);
  await mkdir(join(image, '..'), { recursive: true });
  await writeFile(image, bytes);
  return image;
}

describe('which kernel', () => {
  test('--kernel, the project, the tree around, the user, the host: each goes before the next', async () => {
    const cwd = temporaryDirectory();
    const [chosen, project, around, user] = await Promise.all(
      ['chosen', 'project', 'around', 'user'].map((name) => makeBuildTree(join(cwd, name))),
    );
    if (!chosen || !project || !around || !user) throw new Error('no tree');
    await install(cwd, '6.6.0');
    const inside = join(around.dir, 'fs');
    const from = async (options: Parameters<typeof find>[1], where = inside) => {
      const environment = { cwd: where, variables: {}, dirs: environmentIn(cwd).dirs };
      const kernel = await find(cwd, { environment, ...options });
      return [kernel.tree?.dir ?? kernel.release, kernel.foundBy];
    };
    const both = configOf({ KERNEL_SRC: [project.dir, 'project'] });
    const users = configOf({ KERNEL_SRC: [user.dir, 'user'], KERNEL_RELEASE: ['6.6.0', 'user'] });
    expect(await from({ config: both, kernel: '../../../chosen/linux' })).toEqual([
      chosen.dir,
      '--kernel ../../../chosen/linux',
    ]);
    expect(await from({ config: both, kernel: '6.6.0' })).toEqual(['6.6.0', '--kernel 6.6.0']);
    expect(await from({ config: both })).toEqual([project.dir, 'KERNEL_SRC (project file)']);
    for (const kind of ['set', 'environment', 'flag'] as const) {
      expect((await from({ config: configOf({ KERNEL_SRC: [project.dir, kind] }) }))[0]).toBe(project.dir);
    }
    expect(await from({ config: users })).toEqual([around.dir, 'the kernel tree that the working directory is in']);
    expect(await from({ config: users }, cwd)).toEqual([user.dir, 'KERNEL_SRC (user file)']);
    expect((await from({}, cwd))[0]).toBe('6.6.0');
  });

  test('of the host: KERNEL_RELEASE, the running one, the newest installed', async () => {
    const cwd = temporaryDirectory();
    for (const release of ['6.9.0', '6.10.0', '6.10.0-rc3', '6.2.0-56-generic']) await install(cwd, release);
    await symlink('nowhere', join(cwd, 'host/boot/vmlinuz-7.0.0'));
    await writeFile(join(cwd, 'host/boot/vmlinuz-6.99.0.old'), '');
    await writeFile(join(cwd, 'host/boot/vmlinuz-linux'), '');
    const config = configOf({ KERNEL_RELEASE: ['6.9.0', 'project'] });
    expect(await find(cwd, { config })).toMatchObject({ release: '6.9.0', foundBy: 'KERNEL_RELEASE (project file)' });
    expect(await find(cwd, { running: '6.10.0-rc3' })).toMatchObject({
      release: '6.10.0-rc3',
      foundBy: 'the running kernel',
    });
    const newest = await find(cwd, { running: '6.18.44' });
    expect(newest.release).toBe('6.10.0');
    expect(newest.foundBy).toContain('newest installed kernel, as the running one (6.18.44) has no image');
  });

  test('the distribution kernel of this machine', async () => {
    const kernel = await find(temporaryDirectory(), { root: '/', kernel: distribution.release });
    expect(kernel).toMatchObject({
      release: distribution.release,
      arch: 'x86_64',
      image: distribution.image,
      modules: { kind: 'installed', dir: distribution.modules },
    });
    expect(kernel.config?.get('CONFIG_MODULES')).toBe('y');
    expect(kernel.buildId).toMatch(/^sha256:[\da-f]{64}$/);
    expect(kernel.tree).toBeUndefined();
  });

  test('an image in the directory of its modules, with its configuration there', async () => {
    const cwd = temporaryDirectory();
    const image = await install(cwd, '6.6.0', 'usr/lib/modules/6.6.0/vmlinuz');
    await writeFile(join(cwd, 'host/usr/lib/modules/6.6.0/config'), 'CONFIG_XFS_FS=m\n');
    const kernel = await find(cwd, { kernel: '6.6.0' });
    expect(kernel.image).toBe(image);
    expect(kernel.config?.get('CONFIG_XFS_FS')).toBe('m');
    expect(kernel.modules).toEqual({ kind: 'none' });
  });

  test('/proc/config.gz speaks for the running kernel only', async () => {
    const cwd = temporaryDirectory();
    await install(cwd, '6.6.0');
    await install(cwd, '6.7.0');
    await mkdir(join(cwd, 'host/proc'));
    await writeFile(join(cwd, 'host/proc/config.gz'), gzipSync('CONFIG_MODULES=y\n'));
    expect((await find(cwd, { running: '6.6.0' })).config?.get('CONFIG_MODULES')).toBe('y');
    expect((await find(cwd, { running: '6.6.0', kernel: '6.7.0' })).config).toBeUndefined();
  });
});

describe("a directory that a kernel's package was unpacked to", () => {
  test('its image, configuration and modules, whatever the host has', async () => {
    const cwd = temporaryDirectory();
    const dir = join(cwd, 'host');
    const image = await install(cwd, '6.6.0');
    await writeFile(join(dir, 'boot/config-6.6.0'), 'CONFIG_MODULES=y\n');
    await mkdir(join(dir, 'lib/modules/6.6.0/kernel'), { recursive: true });
    for (const options of [{ kernel: './host' }, { config: configOf({ KERNEL_SRC: [dir, 'project'] }) }]) {
      const kernel = await find(cwd, { ...options, root: join(cwd, 'other') });
      expect(kernel).toMatchObject({ release: '6.6.0', image });
      expect(kernel.config?.get('CONFIG_MODULES')).toBe('y');
      expect(kernel.modules).toEqual({ kind: 'installed', dir: join(dir, 'lib/modules/6.6.0') });
      expect(kernel.tree).toBeUndefined();
    }
  });

  test('one of several kernels is not guessed', async () => {
    const cwd = temporaryDirectory();
    for (const release of ['6.6.0', '6.7.0']) await install(cwd, release);
    const error = await failure(find(cwd, { kernel: './host' }));
    expect(error).toMatchObject({ code: 'ERR_RAPIDO_KERNEL_NOT_FOUND', exitCode: 125 });
    expect(error.message).toContain('6.7.0, 6.6.0');
  });
});

describe('a build tree', () => {
  test.for(['in-tree', 'O='] as const)('%s: release, image, configuration, vmlinux and its build id', async (shape) => {
    const cwd = temporaryDirectory();
    const { dir, source, release } = await makeBuildTree(cwd, { shape, config: { CONFIG_LOCALVERSION: '"-mine"' } });
    await rm(join(dir, 'arch/x86/boot/bzImage'));
    await writeFile(join(cwd, 'x.S'), '.globl _start\n_start: ret\n');
    execFileSync('gcc', [
      '-nostdlib',
      '-static',
      '-Wl,--build-id=0xabcd',
      '-o',
      join(dir, 'vmlinux'),
      join(cwd, 'x.S'),
    ]);
    await copy(distribution.image, join(dir, 'arch/x86/boot/bzImage'));
    const kernel = await find(cwd, { kernel: dir });
    expect(kernel).toMatchObject({
      release,
      image: join(dir, 'arch/x86/boot/bzImage'),
      vmlinux: join(dir, 'vmlinux'),
      buildId: 'abcd',
      tree: { dir, source },
    });
    expect(kernel.config?.get('CONFIG_LOCALVERSION')).toBe('-mine');
    expect((await find(dir)).tree?.dir).toBe(dir);
  });

  test('a tree that is neither configured nor prepared is not what one stands in', async () => {
    const cwd = temporaryDirectory();
    const { dir } = await makeBuildTree(cwd);
    await rm(join(dir, '.config'));
    await rm(join(dir, 'include'), { recursive: true });
    const error = await failure(find(dir));
    expect(error.message).toContain('none was named, and none is installed');
    expect(error.exitCode).toBe(128);
  });
});

describe('modules come from', () => {
  test('KERNEL_INSTALL_MOD_PATH when the release is there, else the tree, else the host', async () => {
    const cwd = temporaryDirectory();
    const tree = await makeBuildTree(cwd, { modules: ['loop'] });
    const mods = join(cwd, 'mods');
    const options = { kernel: tree.dir, config: configOf({ KERNEL_INSTALL_MOD_PATH: [mods, 'project'] }) };
    await mkdir(join(mods, 'lib/modules', tree.release), { recursive: true });
    expect((await find(cwd, options)).modules).toEqual({ kind: 'tree', dir: tree.dir });
    const dir = await installModules(tree, mods);
    expect((await find(cwd, options)).modules).toEqual({ kind: 'installed', dir });
    await rm(mods, { recursive: true });
    await rm(join(tree.dir, 'modules.order'));
    expect((await find(cwd, options)).modules).toEqual({ kind: 'none', dir: tree.dir });
    const onHost = await installModules(tree, join(cwd, 'host'));
    expect((await find(cwd, options)).modules).toEqual({ kind: 'installed', dir: onHost });
  });

  test('nowhere for a kernel without CONFIG_MODULES', async () => {
    const cwd = temporaryDirectory();
    const { dir } = await makeBuildTree(cwd, { modules: ['loop'], config: { CONFIG_MODULES: undefined } });
    expect((await find(cwd, { kernel: dir })).modules).toEqual({ kind: 'none', dir });
  });
});

describe('what cannot be used is refused', () => {
  test('a directory that does not exist is a mistake in usage', async () => {
    const cwd = temporaryDirectory();
    const error = await failure(find(cwd, { kernel: './no/such' }));
    expect(error).toMatchObject({ code: 'ERR_RAPIDO_KERNEL_NOT_FOUND', exitCode: 129 });
    expect(error.message).toContain(join(cwd, 'no/such'));
  });

  test('a release that is not installed, naming those that are', async () => {
    const cwd = temporaryDirectory();
    await install(cwd, '6.6.0');
    for (const options of [{ kernel: '6.5.0' }, { config: configOf({ KERNEL_RELEASE: ['6.5.0', 'project'] }) }]) {
      const error = await failure(find(cwd, options));
      expect(error).toMatchObject({ code: 'ERR_RAPIDO_KERNEL_NOT_FOUND', exitCode: 129, hint: 'Installed: 6.6.0.' });
    }
    expect(await failure(find(cwd, { kernel: '' }))).toMatchObject({ exitCode: 129 });
  });

  test('a directory or file that is no kernel tree', async () => {
    const cwd = temporaryDirectory();
    await writeFile(join(cwd, 'Makefile'), '');
    const config = configOf({ KERNEL_SRC: [cwd, 'project'] });
    for (const options of [{ config }, { kernel: join(cwd, 'Makefile') }]) {
      const error = await failure(find(cwd, options));
      expect(error).toMatchObject({ code: 'ERR_RAPIDO_KERNEL_NOT_FOUND', exitCode: 125 });
      expect(error.message).toContain('is no kernel tree');
    }
  });

  test('a tree that is configured but not built, with the command that builds it', async () => {
    const cwd = temporaryDirectory();
    const { dir } = await makeBuildTree(cwd);
    await rm(join(dir, 'arch'), { recursive: true });
    for (const options of [{ kernel: dir }, { config: configOf({ KERNEL_SRC: [dir, 'project'] }) }]) {
      const error = await failure(find(cwd, options));
      expect(error).toMatchObject({ code: 'ERR_RAPIDO_KERNEL_NOT_BUILT', exitCode: 125 });
      expect(error.hint).toContain(`make -C '${dir}' -j$(nproc)`);
    }
    expect(await failure(find(dir))).toMatchObject({ exitCode: 125 });
    await rm(join(dir, '.config'));
    expect((await failure(find(cwd, { kernel: dir }))).message).toContain('neither configured nor built');
  });

  test('a tree whose image is another release, or older than its vmlinux', async () => {
    const cwd = temporaryDirectory();
    const { dir, release } = await makeBuildTree(cwd);
    await writeFile(join(dir, 'include/config/kernel.release'), '6.6.0-mine\n');
    const other = await failure(find(cwd, { kernel: dir }));
    expect(other).toMatchObject({ code: 'ERR_RAPIDO_KERNEL_NOT_BUILT' });
    expect(other.message).toMatch(new RegExp(`is 6\\.6\\.0-mine, but .* is still ${release}`));
    await writeFile(join(dir, 'include/config/kernel.release'), `${release}\n`);
    await utimes(join(dir, 'arch/x86/boot/bzImage'), 1e9, 1e9);
    await writeFile(join(dir, 'vmlinux'), '');
    const older = await failure(find(cwd, { kernel: dir }));
    expect(older).toMatchObject({ code: 'ERR_RAPIDO_KERNEL_NOT_BUILT' });
    expect(older.message).toContain('older than its vmlinux');
  });

  test("a damaged image: the kernel's fault in a tree, the machine's when installed", async () => {
    const cwd = temporaryDirectory();
    const { dir } = await makeBuildTree(cwd);
    await truncate(join(dir, 'arch/x86/boot/bzImage'), 1 << 20);
    const built = await failure(find(cwd, { kernel: dir }));
    expect(built).toMatchObject({ code: 'ERR_RAPIDO_KERNEL_NOT_BUILT', exitCode: 125 });
    expect(built.message).toContain('cut short');
    await truncate(await install(cwd, '6.6.0'), 1 << 20);
    const installed = await failure(find(cwd, { kernel: '6.6.0' }));
    expect(installed).toMatchObject({ code: 'ERR_RAPIDO_KERNEL_UNREADABLE', exitCode: 128 });
  });

  test('another architecture', async () => {
    const cwd = temporaryDirectory();
    const { dir } = await makeBuildTree(cwd, { config: { CONFIG_X86_64: undefined, CONFIG_ARM64: 'y' } });
    const configured = await failure(find(cwd, { kernel: dir }));
    expect(configured).toMatchObject({ code: 'ERR_RAPIDO_KERNEL_UNTESTABLE', exitCode: 125 });
    await writeFile(await install(cwd, '6.6.0'), 'ARM64'.repeat(1000));
    expect(await failure(find(cwd, { kernel: '6.6.0' }))).toMatchObject({ code: 'ERR_RAPIDO_KERNEL_UNTESTABLE' });
  });

  test('an installed image that is another release than its name says', async () => {
    const cwd = temporaryDirectory();
    await copy(distribution.image, join(cwd, 'host/boot/vmlinuz-6.6.0'));
    const error = await failure(find(cwd, { kernel: '6.6.0' }));
    expect(error).toMatchObject({ code: 'ERR_RAPIDO_KERNEL_UNREADABLE', exitCode: 128 });
    expect(error.message).toContain(distribution.release);
  });

  test('an image that only root may read, with the ways out; a readable copy is taken instead', async () => {
    const cwd = temporaryDirectory();
    await chmod(cwd, 0o755);
    const image = await install(cwd, '6.6.0');
    await chmod(image, process.getuid?.() === 0 ? 0o600 : 0);
    asOrdinaryUser();
    const error = await failure(find(cwd, { kernel: '6.6.0' }));
    expect(error).toMatchObject({ code: 'ERR_RAPIDO_KERNEL_UNREADABLE', exitCode: 128 });
    expect(error.hint).toContain(`sudo chmod a+r '${image}'`);
    expect(error.hint).toContain('KERNEL_SRC');
    asRoot();
    const readable = await install(cwd, '6.6.0', 'lib/modules/6.6.0/vmlinuz');
    asOrdinaryUser();
    expect((await find(cwd, { kernel: '6.6.0' })).image).toBe(readable);
  });

  test('a directory that may not be entered is named', async () => {
    const cwd = temporaryDirectory();
    await chmod(cwd, 0o755);
    const { dir } = await makeBuildTree(join(cwd, 'private'));
    await chmod(join(cwd, 'private'), process.getuid?.() === 0 ? 0o700 : 0);
    asOrdinaryUser();
    const error = await failure(find(cwd, { kernel: dir }));
    expect(error).toMatchObject({ code: 'ERR_RAPIDO_KERNEL_UNREADABLE', exitCode: 128 });
    expect(error.hint).toContain(`sudo chmod a+rx '${join(cwd, 'private')}'\n`);
    asRoot();
    await chmod(join(cwd, 'private'), 0o755);
  });
});

const NOBODY = 65534;

/** Root may read everything: what others may not is seen as one of them. */
function asOrdinaryUser(): void {
  if (process.getuid?.() !== 0) return;
  process.seteuid?.(NOBODY);
  onTestFinished(asRoot);
}

function asRoot(): void {
  if (process.getuid?.() === 0) process.seteuid?.(0);
}
