import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { resolveModules } from '../../src/kernel/index.js';
import type { Kernel, ModuleClosure, ModuleRequest } from '../../src/kernel/types.js';
import { SourceLog } from '../../src/source-log.js';
import { temporaryDirectory } from '../temporary.js';
import { copy, distributionKernel, installModules, makeBuildTree, withSbin } from './build-tree.js';
import { configOf, failure, find, moduleWork } from './fixtures.js';

const distribution = await distributionKernel();
const host = await find('/', { root: '/', kernel: distribution.release });

function ask(...names: string[]): ModuleRequest[] {
  return names.map((name) => ({ name, load: true }));
}

async function resolve(kernel: Kernel, ...names: string[]): Promise<ModuleClosure> {
  return resolveModules(kernel, ask(...names), moduleWork(temporaryDirectory()));
}

/** The modules that modprobe would load for `name`, by the paths below `lib/modules/RELEASE`. */
function shownByModprobe(name: string, base = '/'): string[] {
  const args = ['-C', '/dev/null', '-d', base, '-S', distribution.release, '--show-depends', name];
  const shown = execFileSync('modprobe', args, { encoding: 'utf8', env: withSbin() });
  return [...shown.matchAll(/^insmod .*\/lib\/modules\/[^/]+\/(\S+)/gm)].map(([, path = '']) => path).sort();
}

const dests = ({ files }: ModuleClosure) => files.map(({ dest }) => dest);
const names = ({ files }: ModuleClosure) => files.map(({ name }) => name).sort();

describe('of an installed kernel', () => {
  test.for(['xfs', 'ext4', '9p', 'dm-flakey', 'dm_flakey', 'fs-xfs', 'crypto-crc32c'])(
    '%s brings what modprobe would load',
    async (name) => {
      const closure = await resolve(host, name);
      expect(shownByModprobe(name)).not.toEqual([]);
      expect(dests(closure)).toEqual(shownByModprobe(name));
      expect(closure.missing).toEqual([]);
    },
  );

  test('soft dependencies of dependencies are brought too', async () => {
    expect(names(await resolve(host, 'xfs'))).toContain('crc32c_generic');
  });

  test('load has the modules asked for, in that order and once, as names or aliases', async () => {
    const closure = await resolve(host, 'zram', 'dm-flakey', 'fs-xfs', 'xfs', 'dm_flakey', 'crypto-crc32c');
    expect(closure.load).toEqual(['zram', 'dm_flakey', 'xfs', 'crypto-crc32c']);
    const quiet = await resolveModules(host, [{ name: 'zram', load: false }], moduleWork(temporaryDirectory()));
    expect(quiet.load).toEqual([]);
    expect(names(quiet)).toContain('zram');
  });

  test('what is built in is named, and brings nothing', async () => {
    const list = await readFile(join(distribution.modules, 'modules.builtin'), 'utf8');
    const builtin = list.split('\n').map((path) => basename(path, '.ko'));
    const [dashed = ''] = builtin.filter((name) => name.includes('-'));
    const closure = await resolve(host, dashed, dashed.replaceAll('-', '_'));
    expect(closure).toEqual({ files: [], load: [], builtin: [dashed, dashed.replaceAll('-', '_')], missing: [] });
  });

  test('what is nowhere is missing, all of it, but for the optional', async () => {
    const requests = [
      ...ask('no_such_a', 'zram', 'no-such-b'),
      { name: 'no_such_c', load: true, optional: true } as const,
    ];
    const closure = await resolveModules(host, requests, moduleWork(temporaryDirectory()));
    expect(closure.missing).toEqual(['no_such_a', 'no-such-b']);
    expect(closure.load).toEqual(['zram']);
  });
});

describe('straight from a build tree', () => {
  test.for([
    ['in-tree', 'object'],
    ['in-tree', 'prefixed'],
    ['O=', 'module'],
  ] as const)(
    '%s, modules.order by %s: nothing is installed, nothing written into the tree',
    async ([shape, order]) => {
      const cwd = temporaryDirectory();
      const tree = await makeBuildTree(cwd, { shape, order, modules: ['ext4', 'crc32c_generic'] });
      const before = await readdir(tree.dir, { recursive: true });
      const kernel = await find(cwd, { kernel: tree.dir });
      const closure = await resolveModules(kernel, ask('ext4'), moduleWork(cwd));
      expect(kernel.modules.kind).toBe('tree');
      expect(dests(closure)).toEqual(tree.modules.map((path) => `kernel/${path}`).sort());
      expect(names(closure)).toEqual(['crc16', 'crc32c_generic', 'ext4', 'jbd2', 'mbcache']);
      expect(closure.files[0]?.source.startsWith(tree.dir)).toBe(true);
      expect(await readdir(tree.dir, { recursive: true })).toEqual(before);
      expect(existsSync(join(cwd, 'work'))).toBe(false);
    },
  );

  test.for(['fs-xfs', 'char-major-10-237', 'virtio:d00000002v00000000'])(
    '%s is found among all modules',
    async (alias) => {
      const cwd = temporaryDirectory();
      const tree = await makeBuildTree(cwd, {
        modules: ['xfs', 'crc32c_generic', 'crc32c_intel', 'loop', 'virtio_blk'],
      });
      const closure = await resolveModules(await find(cwd, { kernel: tree.dir }), ask(alias), moduleWork(cwd));
      expect(closure.missing).toEqual([]);
      expect(dests(closure)).toEqual(shownByModprobe(alias));
    },
  );

  test('only what is asked for is looked at, unless a name is none of a module', async () => {
    const cwd = temporaryDirectory();
    const tree = await makeBuildTree(cwd, { modules: ['9p', 'zram', 'loop'] });
    const kernel = await find(cwd, { kernel: tree.dir });
    const looked = async (...names: string[]) => {
      const log = new SourceLog();
      await resolveModules(kernel, ask(...names), { ...moduleWork(cwd), log });
      const paths = [...log.stamps.keys()]
        .filter((subject) => subject.endsWith('.ko'))
        .map((subject) => basename(subject));
      return { log, paths: paths.sort() };
    };
    expect((await looked('zram')).paths).toEqual(['zram.ko', 'zsmalloc.ko']);
    const { log, paths } = await looked('zram', 'no-such-alias');
    expect(paths).toEqual(tree.modules.map((path) => basename(path)).sort());
    expect(log.stamps.has(`stat ${join(tree.dir, 'modules.order')}`)).toBe(true);
    expect(log.stamps.has(`stat ${join(tree.dir, 'modules.builtin')}`)).toBe(true);
    // What is written when modules are linked stands for all of them.
    await writeFile(join(tree.dir, 'Module.symvers'), '');
    const linked = await looked('zram', 'fs-9p');
    expect(linked.paths).not.toContain('loop.ko');
    expect(linked.paths).toContain('9p.ko');
    expect(linked.log.stamps.has(`stat ${join(tree.dir, 'Module.symvers')}`)).toBe(true);
  });

  test('a module that was half-written is refused', async () => {
    const cwd = temporaryDirectory();
    const tree = await makeBuildTree(cwd, { modules: ['zram', 'loop'] });
    const path = join(tree.dir, 'drivers/block/loop.ko');
    await truncate(path, 1000);
    const kernel = await find(cwd, { kernel: tree.dir });
    const error = await failure(resolveModules(kernel, ask('loop'), moduleWork(cwd)));
    expect(error).toMatchObject({ code: 'ERR_RAPIDO_KERNEL_UNTESTABLE', exitCode: 125 });
    expect(error.message).toContain(`${path} is no kernel module`);
    expect(await resolveModules(kernel, ask('zram'), moduleWork(cwd))).toMatchObject({ load: ['zram'] });
  });

  test('a module that is configured but was not built is missing', async () => {
    const cwd = temporaryDirectory();
    const tree = await makeBuildTree(cwd, { modules: ['zram', 'loop'] });
    await rm(join(tree.dir, 'drivers/block/loop.ko'));
    await writeFile(join(tree.dir, 'Module.symvers'), '');
    const kernel = await find(cwd, { kernel: tree.dir });
    const closure = await resolveModules(kernel, ask('zram', 'loop', 'devname:loop-control'), moduleWork(cwd));
    expect(closure).toMatchObject({ missing: ['loop', 'devname:loop-control'], load: ['zram'] });
  });

  test('a kernel without modules has its built-in ones', async () => {
    const cwd = temporaryDirectory();
    const { dir } = await makeBuildTree(cwd, {
      config: { CONFIG_MODULES: undefined, CONFIG_XFS_FS: 'y', CONFIG_ZRAM: undefined },
    });
    await appendFile(join(dir, 'modules.builtin'), 'kernel/fs/isofs/isofs.ko\n');
    await appendFile(join(dir, 'modules.builtin.modinfo'), 'isofs.alias=fs-iso9660\0');
    const closure = await resolve(await find(cwd, { kernel: dir }), 'isofs', 'fs-iso9660', 'xfs', 'zram');
    expect(closure).toEqual({ files: [], load: [], builtin: ['isofs', 'fs-iso9660', 'xfs'], missing: ['zram'] });
  });
});

describe('installed by the user', () => {
  async function installedTree(modules: string[]) {
    const cwd = temporaryDirectory();
    const tree = await makeBuildTree(cwd, { modules });
    const dir = await installModules(tree, join(cwd, 'mods'));
    const config = configOf({ KERNEL_INSTALL_MOD_PATH: [join(cwd, 'mods'), 'project'] });
    return { cwd, tree, dir, kernel: await find(cwd, { kernel: tree.dir, config }) };
  }

  test.for([
    ['xz', 'xz'],
    ['zst', 'zstd'],
  ] as const)('compressed with %s, and so without an index', async ([suffix, tool]) => {
    const { cwd, dir, kernel } = await installedTree(['ext4']);
    const plain = (await readdir(dir, { recursive: true })).filter((path) => path.endsWith('.ko'));
    for (const path of plain) {
      execFileSync(tool, ['-q', ...(suffix === 'xz' ? ['--check=crc32'] : ['--rm']), join(dir, path)]);
    }
    execFileSync('depmod', ['-b', join(cwd, 'mods'), kernel.release], { env: withSbin() });
    const closure = await resolveModules(kernel, ask('ext4'), moduleWork(cwd));
    expect(closure.files.find(({ name }) => name === 'ext4')?.dest).toBe(`kernel/fs/ext4/ext4.ko.${suffix}`);
    expect(closure.files).toHaveLength(plain.length);
    await rm(join(dir, 'modules.dep'));
    expect(await resolveModules(kernel, ask('ext4'), moduleWork(cwd))).toEqual(closure);
    expect(dests(await resolveModules(kernel, ask('fs-ext4'), moduleWork(cwd)))).toEqual(dests(closure));
  });

  test('without an index, the modules themselves are read', async () => {
    const { cwd, dir, kernel } = await installedTree(['ext4']);
    const indexes = (await readdir(dir)).filter((name) => /^modules\.(dep|alias|softdep|symbols)/.test(name));
    for (const name of indexes) await rm(join(dir, name));
    const before = await readdir(dir);
    const closure = await resolveModules(kernel, ask('ext4'), moduleWork(cwd));
    expect(names(closure)).toEqual(['crc16', 'ext4', 'jbd2', 'mbcache']);
    expect(closure.files[0]?.source.startsWith(dir)).toBe(true);
    expect(await readdir(dir)).toEqual(before);
  });

  test('a module whose dependency is in the index but not on disk names the dependency', async () => {
    const { cwd, dir, kernel } = await installedTree(['ext4', 'loop']);
    await rm(join(dir, 'kernel/fs/jbd2/jbd2.ko'));
    const closure = await resolveModules(kernel, ask('ext4', 'loop'), moduleWork(cwd));
    expect(closure).toMatchObject({ missing: ['jbd2'], load: ['loop'] });
    expect(names(closure)).toEqual(['loop']);
  });

  test('what is built in by now is not loaded as yesterday', async () => {
    const { cwd, tree, kernel } = await installedTree(['loop']);
    await appendFile(join(tree.dir, 'modules.builtin'), 'kernel/drivers/block/loop.ko\n');
    expect(await resolveModules(kernel, ask('loop'), moduleWork(cwd))).toMatchObject({ files: [], builtin: ['loop'] });
  });

  test('modules outside of kernel/ are extra', async () => {
    const { cwd, dir, kernel } = await installedTree(['loop', 'zram']);
    await mkdir(join(dir, 'updates/dkms'), { recursive: true });
    await copy(join(dir, 'kernel/drivers/block/loop.ko'), join(dir, 'updates/dkms/loop.ko'));
    execFileSync('depmod', ['-b', join(cwd, 'mods'), kernel.release], { env: withSbin() });
    const closure = await resolveModules(kernel, ask('loop'), moduleWork(cwd));
    expect(closure.files).toEqual([{ name: 'loop', source: join(dir, 'updates/dkms/loop.ko'), dest: 'extra/loop.ko' }]);
  });
});

describe('a .ko by its path', () => {
  test("goes to extra, in place of the kernel's own, and brings what it depends on", async () => {
    const cwd = temporaryDirectory();
    await makeBuildTree(cwd, { modules: ['xfs'] });
    const path = join(cwd, 'my xfs.ko');
    await copy(join(cwd, 'linux/fs/xfs/xfs.ko'), path);
    const requests = ask('./my xfs.ko', 'xfs');
    const closure = await resolveModules(host, requests, moduleWork(cwd));
    expect(closure.load).toEqual(['xfs']);
    expect(closure.files.filter(({ name }) => name === 'xfs')).toEqual([
      { name: 'xfs', source: path, dest: 'extra/xfs.ko' },
    ]);
    expect(names(closure)).toEqual(names(await resolve(host, 'xfs')));
  });

  test('for another kernel, no module at all, and one that is built in: refused together', async () => {
    const cwd = temporaryDirectory();
    const tree = await makeBuildTree(cwd, { modules: ['loop', 'zram'] });
    const path = (name: string) => join(tree.dir, 'drivers/block', name);
    const other = Buffer.from(
      (await readFile(path('loop.ko'))).toString('latin1').replace(/vermagic=\d/, 'vermagic=9'),
      'latin1',
    );
    await writeFile(join(cwd, 'other.ko'), other);
    await writeFile(join(cwd, 'none.ko'), 'text');
    await appendFile(join(tree.dir, 'modules.builtin'), 'kernel/drivers/block/zram/zram.ko\n');
    const kernel = await find(cwd, { kernel: tree.dir });
    const requests = ask('other.ko', 'none.ko', path('zram/zram.ko'), path('loop.ko'));
    const error = await failure(resolveModules(kernel, requests, moduleWork(cwd)));
    expect(error).toMatchObject({ code: 'ERR_RAPIDO_KERNEL_UNTESTABLE', exitCode: 125 });
    const [wrong = '', none, builtin, ...more] = error.message.split('\n');
    expect(wrong).toMatch(/other\.ko was built for 9\S+, and the kernel is/);
    expect(wrong).toContain(`make -C '${tree.dir}' M='${cwd}' modules`);
    expect(none).toMatch(/none\.ko is no kernel module: modinfo: ERROR/);
    expect(builtin).toContain('zram is built into the kernel');
    expect(more).toEqual([]);
  });

  test('that does not exist is missing, unless it is optional', async () => {
    const requests = [...ask('./gone.ko'), { name: './maybe.ko', load: true, optional: true } as const];
    const closure = await resolveModules(host, requests, moduleWork(temporaryDirectory()));
    expect(closure.missing).toEqual(['./gone.ko']);
  });
});
