import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CutManifest, fakeKernel, manifestOf, openPlugin, preflightOf } from '@rapido/testing';
import { describe, expect, it } from 'vitest';
import { commands } from '../src/index.js';
import { builtTree, cephConf, temporaryDirectory } from './support.js';

const { cuts } = await openPlugin(import.meta.url, { commands });
const cutNamed = (name: string) => cuts.find((cut) => cut.name === name) ?? expect.fail(`there is no cut ${name}`);

it('there is a cut for each file system', () => {
  const names = 'bcachefs btrfs btrfs-zoned cephfs cifs exfat ext4 f2fs nfs ntfs3 ovl-xfs udf virtiofs xfs';
  expect(cuts.map(({ name }) => name).sort()).toEqual(names.split(' ').map((name) => `fstests-${name}`));
});

describe.each(cuts.map((cut) => [cut.name, cut] as const))('%s', (name, cut) => {
  const server = { NFS_SERVER: 's', NFS_SHARE: '/x', CIFS_SERVER: 's', CIFS_SHARE: 'x', CIFS_USER: 'u', CIFS_PW: 'p' };

  it('has the tree in its place, and its autorun after what it shares', async () => {
    const tree = builtTree();
    const own = Object.entries({ ...server, CEPH_CONF: cephConf() }).filter(
      ([key]) => key in (cut.definition.settings ?? {}),
    );
    const settings = { FSTESTS_SRC: tree, ...Object.fromEntries(own) };
    const { entries, autorun, problems } = await manifestOf(cut, { settings });
    expect(problems).toEqual([]);
    expect(entries).toContainEqual(expect.objectContaining({ kind: 'tree', dest: tree, source: tree }));
    expect(autorun[0]).toMatch(/guest\/lib\/fstests\.sh$/);
    expect(autorun.at(-1)).toMatch(new RegExp(`guest/${name}\\.sh$`));
    expect(autorun.filter((file) => !existsSync(file))).toEqual([]);
  });

  it('is a suite of xfstests', () => {
    expect(cut.definition.suite).toMatchObject({ format: 'xfstests', run: expect.anything(), list: expect.anything() });
  });
});

describe('FSTESTS_SRC', () => {
  const xfs = cutNamed('fstests-xfs');

  it('must be a tree of xfstests', async () => {
    const tree = temporaryDirectory();
    const { problems } = await manifestOf(xfs, { settings: { FSTESTS_SRC: tree } });
    expect(problems).toEqual([
      expect.objectContaining({ kind: 'usage', message: expect.stringContaining(`no tree of xfstests in ${tree}`) }),
    ]);
  });

  it('must be built', async () => {
    const tree = builtTree();
    rmSync(join(tree, 'ltp/fsstress'));
    const { problems } = await manifestOf(xfs, { settings: { FSTESTS_SRC: tree } });
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
    const { vm } = await manifestOf(cutNamed(name), {
      settings: { FSTESTS_SRC: builtTree(), FSTESTS_ZRAM_SIZE: size },
    });
    expect(vm.memory).toBe(memory);
  });
});

describe('the configuration', () => {
  const config = ({ runFiles }: CutManifest) => runFiles.find(({ dest }) => dest === '/etc/fstests/local.config');

  it('is that of the tree, sent per run as a secret', async () => {
    const tree = builtTree();
    writeFileSync(join(tree, 'local.config'), 'LOAD_FACTOR=2');
    const manifest = await manifestOf(cutNamed('fstests-xfs'), { settings: { FSTESTS_SRC: tree } });
    expect(config(manifest)).toMatchObject({ text: 'LOAD_FACTOR=2\n', secret: true });
  });

  it('is the one that FSTESTS_CONFIG names', async () => {
    const tree = builtTree();
    writeFileSync(join(tree, 'local.config'), 'LOAD_FACTOR=2');
    const other = join(temporaryDirectory(), 'mine');
    writeFileSync(other, 'LOAD_FACTOR=3');
    const settings = { FSTESTS_SRC: tree, FSTESTS_CONFIG: other };
    expect(config(await manifestOf(cutNamed('fstests-xfs'), { settings }))).toMatchObject({ text: 'LOAD_FACTOR=3\n' });
  });

  it('must be there if it is named', async () => {
    const settings = { FSTESTS_SRC: builtTree(), FSTESTS_CONFIG: '/nowhere/mine' };
    const { problems } = await manifestOf(cutNamed('fstests-xfs'), { settings });
    expect(problems).toEqual([expect.objectContaining({ message: 'FSTESTS_CONFIG: there is no file /nowhere/mine.' })]);
  });

  it('need not be', async () => {
    const manifest = await manifestOf(cutNamed('fstests-xfs'), { settings: { FSTESTS_SRC: builtTree() } });
    expect(config(manifest)).toBeUndefined();
    expect(manifest.problems).toEqual([]);
  });
});

it('programs that were built come before those of the machine', async () => {
  const settings = { FSTESTS_SRC: builtTree(), BTRFS_PROGS_SRC: '/src/btrfs-progs' };
  const { entries } = await manifestOf(cutNamed('fstests-btrfs'), { settings });
  expect(entries).toContainEqual(
    expect.objectContaining({
      kind: 'file',
      dest: '/usr/local/sbin/mkfs.btrfs',
      source: '/src/btrfs-progs/mkfs.btrfs',
    }),
  );
  expect(entries).not.toContainEqual(expect.objectContaining({ kind: 'bin', source: 'mkfs.btrfs' }));
});

it('bcachefs-tools are not asked for where the kernel is what lacks, and that is told', async () => {
  const settings = { FSTESTS_SRC: builtTree() };
  const bcachefs = cutNamed('fstests-bcachefs');
  const asked = ({ entries }: CutManifest) =>
    entries.filter((entry) => entry.kind === 'bin' && entry.source.endsWith('bcachefs')).length;
  expect(asked(await manifestOf(bcachefs, { settings }))).toBe(4);
  const kernel = await fakeKernel();
  expect(asked(await manifestOf(bcachefs, { settings, kernel }))).toBe(0);
  expect(await preflightOf(bcachefs, { settings, kernel })).toContainEqual(
    expect.objectContaining({ kind: 'untestable', message: expect.stringMatching(/bcachefs/) }),
  );
});

describe('fstests-cephfs', () => {
  const manifest = (settings: Readonly<Record<string, string>> = {}) =>
    manifestOf(cutNamed('fstests-cephfs'), {
      settings: { FSTESTS_SRC: builtTree(), CEPH_CONF: cephConf(), ...settings },
    });

  it('tells each VM of the cluster, and no image', async () => {
    const { files, runFiles, problems } = await manifest();
    expect(problems).toEqual([]);
    expect(runFiles).toContainEqual(
      expect.objectContaining({ dest: '/etc/ceph/cluster', text: expect.stringContaining("'192.0.2.1:6789'") }),
    );
    expect(files.map(({ dest }) => dest)).not.toContain('/etc/ceph/cluster');
  });

  it('has what mounts, and not the program that would want the key as an option', async () => {
    const { entries } = await manifest();
    expect(entries).toContainEqual(expect.objectContaining({ kind: 'file', dest: '/usr/local/bin/cephfs-mount' }));
    expect(entries).not.toContainEqual(expect.objectContaining({ source: expect.stringContaining('mount.ceph') }));
  });

  it('names what is wrong with the cluster beside what is wrong with the tree', async () => {
    const { problems } = await manifest({ FSTESTS_SRC: '/nowhere', CEPH_CONF: '/nowhere/ceph.conf' });
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('FSTESTS_SRC'),
      expect.stringContaining('/nowhere/ceph.conf'),
    ]);
  });
});
