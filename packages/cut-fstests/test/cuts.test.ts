import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { commands } from '../src/index.js';
import { build, builtTree, temporaryDirectory } from './support.js';

const cuts = Object.values(commands).map(({ cut }) => cut);
const cutNamed = (name: string) => cuts.find((cut) => cut.name === name) ?? expect.fail(`there is no cut ${name}`);

it('there is a cut for each file system', () => {
  const names = 'bcachefs btrfs btrfs-zoned cifs exfat ext4 f2fs nfs ntfs3 ovl-xfs udf virtiofs xfs';
  expect(cuts.map(({ name }) => name).sort()).toEqual(names.split(' ').map((name) => `fstests-${name}`));
});

describe.each(cuts.map((cut) => [cut.name, cut] as const))('%s', (name, cut) => {
  const server = { NFS_SERVER: 's', NFS_SHARE: '/x', CIFS_SERVER: 's', CIFS_SHARE: 'x', CIFS_USER: 'u', CIFS_PW: 'p' };

  it('has the tree in its place, and its autorun after what it shares', async () => {
    const tree = builtTree();
    const { entries, problems } = await build(cut, { FSTESTS_SRC: tree, ...server });
    expect(problems).toEqual([]);
    expect(entries).toContainEqual(expect.objectContaining({ kind: 'tree', dest: tree, source: tree }));
    const autoruns = entries.flatMap((entry) => (entry.kind === 'autorun' ? [entry.source] : []));
    expect(autoruns[0]).toMatch(/guest\/lib\/fstests\.sh$/);
    expect(autoruns.at(-1)).toMatch(new RegExp(`guest/${name}\\.sh$`));
    expect(autoruns.filter((file) => !existsSync(file))).toEqual([]);
  });

  it('is a suite of xfstests whose scripts are there', () => {
    expect(cut.suite?.format).toBe('xfstests');
    const scripts = [cut.suite?.run ?? '', cut.suite?.list ?? ''];
    const paths = scripts.map((script) => fileURLToPath(new URL(`../${script}`, import.meta.url)));
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
  });
});

describe('FSTESTS_SRC', () => {
  const xfs = cutNamed('fstests-xfs');

  it('must be a tree of xfstests', async () => {
    const tree = temporaryDirectory();
    const { problems } = await build(xfs, { FSTESTS_SRC: tree });
    expect(problems).toEqual([
      expect.objectContaining({ kind: 'usage', message: expect.stringContaining(`no tree of xfstests in ${tree}`) }),
    ]);
  });

  it('must be built', async () => {
    const tree = builtTree();
    rmSync(join(tree, 'ltp/fsstress'));
    const { problems } = await build(xfs, { FSTESTS_SRC: tree });
    expect(problems).toEqual([
      {
        kind: 'host',
        message: `FSTESTS_SRC: xfstests in ${tree} is not built: there is no ltp/fsstress.`,
        fix: expect.stringContaining('make -C'),
      },
    ]);
  });
});

describe('memory', () => {
  it.each([
    ['fstests-xfs', 2 ** 30, '4G'],
    ['fstests-xfs', 300 * 2 ** 20, '2648M'],
    ['fstests-btrfs', 2 ** 30, '9G'],
  ])('of %s is for its devices, too', async (name, size, memory) => {
    const { vm } = await build(cutNamed(name), { FSTESTS_SRC: builtTree(), FSTESTS_ZRAM_SIZE: size });
    expect(vm.memory).toBe(memory);
  });
});

describe('the configuration', () => {
  const config = (entries: Awaited<ReturnType<typeof build>>['entries']) =>
    entries.find((entry) => 'dest' in entry && entry.dest === '/etc/fstests/local.config');

  it('is that of the tree, sent per run as a secret', async () => {
    const tree = builtTree();
    writeFileSync(join(tree, 'local.config'), 'LOAD_FACTOR=2');
    const { entries } = await build(cutNamed('fstests-xfs'), { FSTESTS_SRC: tree });
    expect(config(entries)).toMatchObject({ kind: 'data', text: 'LOAD_FACTOR=2\n', secret: true });
  });

  it('is the one that FSTESTS_CONFIG names', async () => {
    const tree = builtTree();
    writeFileSync(join(tree, 'local.config'), 'LOAD_FACTOR=2');
    const other = join(temporaryDirectory(), 'mine');
    writeFileSync(other, 'LOAD_FACTOR=3');
    const { entries } = await build(cutNamed('fstests-xfs'), { FSTESTS_SRC: tree, FSTESTS_CONFIG: other });
    expect(config(entries)).toMatchObject({ text: 'LOAD_FACTOR=3\n' });
  });

  it('must be there if it is named', async () => {
    const settings = { FSTESTS_SRC: builtTree(), FSTESTS_CONFIG: '/nowhere/mine' };
    const { problems } = await build(cutNamed('fstests-xfs'), settings);
    expect(problems).toEqual([expect.objectContaining({ message: 'FSTESTS_CONFIG: there is no file /nowhere/mine.' })]);
  });

  it('need not be', async () => {
    const { entries, problems } = await build(cutNamed('fstests-xfs'), { FSTESTS_SRC: builtTree() });
    expect(config(entries)).toBeUndefined();
    expect(problems).toEqual([]);
  });
});

it('programs that were built come before those of the machine', async () => {
  const settings = { FSTESTS_SRC: builtTree(), BTRFS_PROGS_SRC: '/src/btrfs-progs' };
  const { entries } = await build(cutNamed('fstests-btrfs'), settings);
  expect(entries).toContainEqual(
    expect.objectContaining({
      kind: 'file',
      dest: '/usr/local/sbin/mkfs.btrfs',
      source: '/src/btrfs-progs/mkfs.btrfs',
    }),
  );
  expect(entries).not.toContainEqual(expect.objectContaining({ kind: 'bin', source: 'mkfs.btrfs' }));
});

it('bcachefs-tools are not asked for where the kernel is what lacks', async () => {
  const settings = { FSTESTS_SRC: builtTree() };
  const bcachefs = cutNamed('fstests-bcachefs');
  const asked = (entries: Awaited<ReturnType<typeof build>>['entries']) =>
    entries.filter((entry) => entry.kind === 'bin' && entry.source.endsWith('bcachefs')).length;
  expect(asked((await build(bcachefs, settings)).entries)).toBe(4);
  expect(asked((await build(bcachefs, settings, ['CONFIG_BCACHEFS_FS'])).entries)).toBe(0);
});
