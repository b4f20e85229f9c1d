import { execFileSync } from 'node:child_process';
import { appendFile, readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resolveModules } from '../../src/kernel/index.js';
import { temporaryDirectory } from '../temporary.js';
import { type BuildTree, installModules, makeBuildTree } from './build-tree.js';
import { configOf, failure, find, moduleWork } from './fixtures.js';

const LOOP = 'drivers/block/loop.ko';
const CRC16 = 'lib/crc16.ko';

async function installed() {
  const cwd = temporaryDirectory();
  const tree = await makeBuildTree(cwd, { modules: ['loop', 'ext4'] });
  const dir = await installModules(tree, join(cwd, 'mods'));
  const config = configOf({ KERNEL_INSTALL_MOD_PATH: [join(cwd, 'mods'), 'project'] });
  const kernel = await find(cwd, { kernel: tree.dir, config });
  const resolve = (name: string) => resolveModules(kernel, [{ name, load: true }], moduleWork(cwd));
  return { cwd, tree, dir, resolve };
}

/** Builds a module anew: other content, and a time after the installed one's. */
async function rebuild(tree: BuildTree, path: string): Promise<void> {
  await appendFile(join(tree.dir, path), 'changed');
  await at(join(tree.dir, path), '2040-01-02T03:04:05');
}

async function at(path: string, time: string): Promise<void> {
  await utimes(path, new Date(time), new Date(time));
}

test('an installed module that is older than the built one is refused, with both times and what to do', async () => {
  const { cwd, tree, dir, resolve } = await installed();
  await rebuild(tree, LOOP);
  await at(join(dir, 'kernel', LOOP), '2039-12-31T23:59:58');
  const error = await failure(resolve('loop'));
  expect(error).toMatchObject({ code: 'ERR_RAPIDO_MODULE_STALE', exitCode: 125 });
  expect(error.message).toContain('loop: installed 2039-12-31 23:59:58');
  expect(error.message).toContain('built 2040-01-02 03:04:05');
  expect(error.hint).toContain(`make -C '${tree.dir}' modules_install INSTALL_MOD_PATH='${join(cwd, 'mods')}'`);
});

test('only what is needed counts, with its dependencies', async () => {
  const { tree, resolve } = await installed();
  await rebuild(tree, CRC16);
  await expect(resolve('loop')).resolves.toMatchObject({ load: ['loop'] });
  expect((await failure(resolve('ext4'))).message).toContain('crc16: installed');
});

test('all stale ones are named at once', async () => {
  const { tree, resolve } = await installed();
  await rebuild(tree, CRC16);
  await rebuild(tree, 'fs/ext4/ext4.ko');
  expect((await failure(resolve('ext4'))).message.split('\n')).toHaveLength(3);
});

test('linked anew to the same bytes is not stale; stripped and installed after the build is not, either', async () => {
  const { tree, dir, resolve } = await installed();
  await at(join(tree.dir, LOOP), '2040-01-01T00:00:00');
  await expect(resolve('loop')).resolves.toMatchObject({ load: ['loop'] });
  execFileSync('strip', ['--strip-debug', '--remove-section=.comment', join(dir, 'kernel', LOOP)]);
  expect((await readFile(join(dir, 'kernel', LOOP))).equals(await readFile(join(tree.dir, LOOP)))).toBe(false);
  await at(join(dir, 'kernel', LOOP), '2040-01-01T00:00:01');
  await expect(resolve('loop')).resolves.toMatchObject({ load: ['loop'] });
});
