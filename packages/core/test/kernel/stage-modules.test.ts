import { execFileSync } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { namesIn } from '../../src/files.js';
import { resolveModules, stageModules } from '../../src/kernel/index.js';
import type { Kernel } from '../../src/kernel/types.js';
import { temporaryDirectory } from '../temporary.js';
import { copy, distributionKernel, installModules, makeBuildTree, withSbin } from './build-tree.js';
import { configOf, find, moduleWork } from './fixtures.js';

const distribution = await distributionKernel();

async function stage(kernel: Kernel, cwd: string, ...names: string[]): Promise<string> {
  const work = moduleWork(cwd);
  const closure = await resolveModules(
    kernel,
    names.map((name) => ({ name, load: true })),
    work,
  );
  const dir = join(cwd, 'stage');
  await stageModules(kernel, closure, dir, work);
  expect(await namesIn(work.workDir)).toEqual([]);
  return dir;
}

function modprobe(base: string, name: string): string[] {
  const args = ['-C', '/dev/null', '-d', base, '-S', distribution.release, '--show-depends', name];
  const shown = execFileSync('modprobe', args, { encoding: 'utf8', env: withSbin() });
  return shown.split('\n').flatMap((line) => /\/lib\/modules\/[^/]+\/(.*\.ko\S*)/.exec(line)?.[1] ?? []);
}

test('modprobe finds in the staged directory what it finds on the host', async () => {
  const cwd = temporaryDirectory();
  const kernel = await find(cwd, { root: '/', kernel: distribution.release });
  const dir = await stage(kernel, cwd, 'xfs', 'dm-flakey');
  for (const name of ['xfs', 'dm-flakey', 'fs-xfs', 'crypto-crc32c']) {
    expect(modprobe(dir, name)).not.toEqual([]);
    expect(modprobe(dir, name)).toEqual(modprobe('/', name));
  }
  expect(await readdir(dir)).toEqual(['lib']);
});

test("modules of a tree and of a file, with what is built in; their order is the kernel's", async () => {
  const cwd = temporaryDirectory();
  const tree = await makeBuildTree(cwd, { modules: ['ext4', 'loop'] });
  await copy(join(tree.dir, 'drivers/block/loop.ko'), join(cwd, 'mine.ko'));
  const kernel = await find(cwd, { kernel: tree.dir });
  const dir = await stage(kernel, cwd, 'ext4', './mine.ko');
  const modules = join(dir, 'lib/modules', kernel.release);
  const [staged, built] = [join(modules, 'kernel/fs/ext4/ext4.ko'), join(tree.dir, 'fs/ext4/ext4.ko')];
  expect((await readFile(staged)).equals(await readFile(built))).toBe(true);
  const order = (await readFile(join(modules, 'modules.order'), 'utf8')).trimEnd().split('\n');
  const own = tree.modules.filter((path) => !path.includes('loop')).map((path) => `kernel/${path}`);
  expect(order).toEqual([...own, 'extra/loop.ko']);
  expect(modprobe(dir, 'ext4')).toContain('kernel/fs/jbd2/jbd2.ko');
  expect(modprobe(dir, 'loop')).toEqual(['extra/loop.ko']);
  const [builtin = ''] = /[^/]+(?=\.ko)/.exec(await readFile(join(tree.dir, 'modules.builtin'), 'utf8')) ?? [];
  expect(modprobe(dir, builtin)).toEqual([]);
});

test('compressed modules are staged as they are, with an index', async () => {
  const cwd = temporaryDirectory();
  const tree = await makeBuildTree(cwd, { modules: ['ext4'] });
  const installed = await installModules(tree, join(cwd, 'mods'));
  for (const module of tree.modules) execFileSync('xz', ['--check=crc32', join(installed, 'kernel', module)]);
  await rm(join(installed, 'modules.dep')); // it tells of those that are not compressed
  const config = configOf({ KERNEL_INSTALL_MOD_PATH: [join(cwd, 'mods'), 'project'] });
  const dir = await stage(await find(cwd, { kernel: tree.dir, config }), cwd, 'ext4');
  expect(modprobe(dir, 'ext4').sort()).toEqual(tree.modules.map((path) => `kernel/${path}.xz`).sort());
});

test('a kernel without modules gets nothing', async () => {
  const cwd = temporaryDirectory();
  const { dir } = await makeBuildTree(cwd, { config: { CONFIG_MODULES: undefined } });
  const kernel = await find(cwd, { kernel: dir });
  await stageModules(kernel, { files: [], load: [], builtin: [], missing: [] }, join(cwd, 'stage'), moduleWork(cwd));
  await expect(readdir(join(cwd, 'stage'))).rejects.toThrow('ENOENT');
});

test('an installed module that is damaged is named', async () => {
  const cwd = temporaryDirectory();
  const tree = await makeBuildTree(cwd, { modules: ['loop'] });
  const dir = await installModules(tree, join(cwd, 'mods'));
  const config = configOf({ KERNEL_INSTALL_MOD_PATH: [join(cwd, 'mods'), 'project'] });
  const kernel = await find(cwd, { kernel: tree.dir, config });
  await writeFile(join(dir, 'kernel/drivers/block/loop.ko'), '');
  await expect(stage(kernel, cwd, 'loop')).rejects.toMatchObject({ code: 'ERR_RAPIDO_KERNEL_UNTESTABLE' });
});
