import { execFileSync } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { moduleMembers, resolveModules } from '../../src/kernel/index.js';
import type { ModuleMember } from '../../src/kernel/module-members.js';
import { type ModuleTreeFile, moduleTree } from '../../src/kernel/module-tree.js';
import { packTrie } from '../../src/kernel/module-trie.js';
import { topologicalOrder } from '../../src/kernel/topological-order.js';
import { FRESH, isUnchanged, SourceLog, stampOf } from '../../src/source-log.js';
import { temporaryDirectory } from '../temporary.js';
import { copy, distributionKernel, makeBuildTree, withSbin } from './build-tree.js';
import { find, moduleWork } from './fixtures.js';

const distribution = await distributionKernel();
const host = await find('/', { root: '/', kernel: distribution.release });

/** With soft dependencies, device nodes, aliases of all kinds, and long chains of what they depend on. */
const MODULES =
  'btrfs cifs ext4 xfs ceph nfsd fuse loop dm-flakey dm-thin-pool tun vhost_net nvme-tcp virtio_net usb-storage snd-hda-intel';

async function treeOf(names: readonly string[]): Promise<ModuleTreeFile[]> {
  const work = moduleWork(temporaryDirectory());
  const requests = names.map((name) => ({ name, load: true }));
  return moduleTree(host, await resolveModules(host, requests, work), work);
}

/** Lays a tree out and has depmod make the index of what it holds; its files by name. */
async function indexOfDepmod(
  tree: readonly ModuleTreeFile[],
  base: string,
): Promise<(name: string) => Promise<Buffer>> {
  const dir = join(base, 'lib/modules', distribution.release);
  for (const file of tree) {
    const path = join(dir, file.path);
    await mkdir(dirname(path), { recursive: true });
    if ('source' in file) await symlink(file.source, path);
    else if (file.path === 'modules.order') await writeFile(path, file.data);
  }
  execFileSync('depmod', ['-C', '/dev/null', '-b', base, distribution.release], { env: withSbin() });
  return (name) => readFile(join(dir, name));
}

test('the index is that of depmod, byte by byte but for orders that mean nothing', async () => {
  const tree = await treeOf(MODULES.split(' '));
  const depmod = await indexOfDepmod(tree, temporaryDirectory());
  const own = new Map(tree.flatMap((file) => ('data' in file ? [[file.path, file.data] as const] : [])));
  const text = (data: Buffer | undefined) => data?.toString('latin1').split('\n') ?? [];
  for (const name of ['alias', 'alias.bin', 'builtin.bin', 'builtin.alias.bin', 'devname', 'softdep', 'symbols.bin']) {
    const expected = await depmod(`modules.${name}`);
    expect(expected.length, name).toBeGreaterThan(100);
    expect(own.get(`modules.${name}`)?.equals(expected), name).toBe(true);
  }
  expect(text(own.get('modules.symbols')).sort()).toEqual(text(await depmod('modules.symbols')).sort());
  const dependencies = (data: Buffer | undefined) => text(data).map((line) => line.split(' ').sort());
  expect(dependencies(own.get('modules.dep'))).toEqual(dependencies(await depmod('modules.dep')));
});

test('modprobe loads by it what it loads on the host, in an order that works', async () => {
  const base = temporaryDirectory();
  const dir = join(base, 'lib/modules', distribution.release);
  for (const file of await treeOf(MODULES.split(' '))) {
    const path = join(dir, file.path);
    await mkdir(dirname(path), { recursive: true });
    if ('source' in file) await symlink(file.source, path);
    else await writeFile(path, file.data);
  }
  const shown = (root: string, name: string) => {
    const args = ['-C', '/dev/null', '-d', root, '-S', distribution.release, '--show-depends', name];
    const output = execFileSync('modprobe', args, { encoding: 'utf8', env: withSbin() });
    return [...output.matchAll(/\/lib\/modules\/[^/]+\/(\S+)/g)].map(([, path = '']) => path);
  };
  for (const name of [...MODULES.split(' '), 'fs-btrfs', 'symbol:crc16']) {
    const loaded = shown(base, name);
    expect([...loaded].sort(), name).toEqual(shown('/', name).sort());
    for (const [index, path] of loaded.entries()) {
      const needed = execFileSync('modinfo', ['-F', 'depends', join(dir, path)], { encoding: 'utf8', env: withSbin() });
      const before = loaded.slice(0, index).map((each) => /([^/]+)\.ko/.exec(each)?.[1]?.replaceAll('-', '_'));
      const names = needed.trim().split(',').filter(Boolean);
      expect(before, path).toEqual(expect.arrayContaining(names.map((each) => each.replaceAll('-', '_'))));
    }
  }
});

test('an empty trie, one with several values of a key, and one that outgrows its first buffer', () => {
  const header = Buffer.from('b007f45700020001', 'hex');
  expect(packTrie([])).toEqual(Buffer.concat([header, Buffer.from('0000000c', 'hex')]));
  const both = packTrie([
    { key: 'a', value: 'y', priority: 2 },
    { key: 'a', value: 'x', priority: 1 },
  ]);
  expect(both.toString('latin1')).toMatch(/x\0.*y\0/s);
  const long = 'v'.repeat(200_000);
  expect(packTrie([{ key: 'k', value: long, priority: 0 }]).toString('latin1')).toContain(`${long}\0`);
});

test('what depends comes before what it depends on', () => {
  const depends = new Map([
    ['c', []],
    ['a', ['b', 'c']],
    ['b', ['c']],
    ['d', []],
  ]);
  const order = topologicalOrder(depends);
  expect([...order].sort()).toEqual(['a', 'b', 'c', 'd']);
  expect(order.indexOf('a')).toBeLessThan(order.indexOf('b'));
  expect(order.indexOf('b')).toBeLessThan(order.indexOf('c'));
});

const byPath = (members: readonly ModuleMember[]) => new Map(members.map((member) => [member.path, member]));

test('the modules as members: where /lib leads, with their directories, and with every look', async () => {
  const cwd = temporaryDirectory();
  const tree = await makeBuildTree(cwd, { modules: ['zram'] });
  const kernel = await find(cwd, { kernel: tree.dir });
  const source = join(tree.dir, 'drivers/block/zram/zram.ko');
  await vi.waitUntil(() => stampOf(new SourceLog().stat(source)) !== FRESH, { interval: 5 });
  const log = new SourceLog();
  const work = { ...moduleWork(cwd), log };
  const closure = await resolveModules(kernel, [{ name: 'zram', load: true }], work);
  const members = await moduleMembers(kernel, closure, work);
  const paths = members.map(({ path }) => path);
  expect(paths).toEqual([...paths].sort());
  const lib = execFileSync('realpath', ['/lib'], { encoding: 'utf8' }).trim();
  const root = join(lib, 'modules', kernel.release);
  for (const { path } of members.filter(({ kind }) => kind !== 'dir')) expect(path.startsWith(`${root}/`)).toBe(true);
  const { size } = await readFile(source).then(({ length }) => ({ size: length }));
  const found = byPath(members);
  expect(found.get(join(root, 'kernel/drivers/block/zram/zram.ko'))).toMatchObject({
    kind: 'file',
    source,
    size,
    mode: 0o644,
  });
  expect(found.get(join(root, 'kernel/drivers'))).toMatchObject({ kind: 'dir', mode: 0o755 });
  expect(found.get(lib)).toMatchObject({ kind: 'dir' });
  expect(found.has('/')).toBe(false);
  expect(found.get(join(root, 'modules.builtin'))).toMatchObject({ source: join(tree.dir, 'modules.builtin') });
  const before = [...log.stamps];
  await copy(join(tree.dir, 'mm/zsmalloc.ko'), source);
  const changed = before.filter(([subject, stamp]) => stamp !== 'fresh' && !isUnchanged(subject, stamp));
  const looked = before.filter(([, stamp]) => stamp !== 'fresh').map(([subject]) => subject);
  expect(looked).toContain(`stat ${source}`);
  expect(changed.map(([subject]) => subject)).toEqual([`stat ${source}`]);
});

test('a kernel without modules has no members', async () => {
  const cwd = temporaryDirectory();
  const { dir } = await makeBuildTree(cwd, { config: { CONFIG_MODULES: undefined } });
  const kernel = await find(cwd, { kernel: dir });
  const nothing = { files: [], load: [], builtin: [], missing: [] };
  expect(await moduleMembers(kernel, nothing, moduleWork(cwd))).toEqual([]);
});
