import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type CutManifest, manifestOf, openPlugin, preflightOf } from '@rapido/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { commands } from '../../src/index.js';

const { root, cuts } = await openPlugin(import.meta.url, { commands });
const cutNamed = (name: string) => cuts.find((cut) => cut.name === name) ?? expect.fail(`there is no cut ${name}`);

const KEY = 'AQAAAAAAAAAAABAAAAECAwQFBgcICQoLDA0ODw==';
const NAMES = { CIFS_SHARE: 'test', CIFS_USER: 'me', CIFS_PW: 'hidden' };
const LOCAL = ['samba-btrfs', 'samba-xfs'];
const CEPH = ['samba-cephfs', 'samba-kernel-cephfs', 'ctdb-cephfs'];

/** A directory with these files, which are programs where they say so. */
function files(texts: Readonly<Record<string, string>>): string {
  const dir = mkdtempSync(join(tmpdir(), 'rapido-cut-samba-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text, { mode: 0o755 });
  }
  return dir;
}

/** The settings of a cut, with a cluster on paper. */
function settingsOf(name: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  if (!CEPH.includes(name)) return { ...NAMES, ...more };
  const conf = '[global]\nmon_host = [v2:192.0.2.1:3300,v1:192.0.2.1:6789]\nkeyring = keyring\n';
  const dir = files({ 'ceph.conf': conf, keyring: `[client.tester]\n\tkey = ${KEY}\n` });
  const cluster = { CEPH_CONF: join(dir, 'ceph.conf'), CEPH_KEYRING: join(dir, 'keyring'), CEPH_USER: 'tester' };
  return { ...NAMES, ...cluster, ...more };
}

const made = (name: string, more: Readonly<Record<string, string>> = {}) =>
  manifestOf(cutNamed(name), { settings: settingsOf(name, more) });
const messages = ({ problems }: CutManifest) => problems.map(({ message }) => message).join('\n');
const confOf = ({ runFiles }: CutManifest) =>
  String(runFiles.find(({ dest }) => dest === '/etc/samba/smb.conf')?.text ?? '');

describe.each([...LOCAL, ...CEPH])('%s', (name) => {
  it('is a service, in a network, and is told its share as it starts', async () => {
    const manifest = await made(name);
    expect(messages(manifest)).toBe('');
    expect(cutNamed(name).definition.service).toBe('smb');
    expect(manifest.vm.network).toBe(true);
    expect(manifest.autorun).toEqual([`${root}/guest/${name}.sh`]);
    expect(confOf(manifest)).toMatch(/^\[test\]$/m);
    const { files: image, runFiles } = manifest;
    expect(JSON.stringify([image, runFiles])).not.toContain(NAMES.CIFS_PW);
    expect(image.map(({ dest }) => dest)).not.toContain('/etc/samba/smb.conf');
  });

  it('refuses names that no server can have, and shows no password', async () => {
    const text = messages(await made(name, { CIFS_SHARE: 'a%Ub', CIFS_USER: 'a/b', CIFS_PW: 'hid\tden' }));
    expect(text).toContain('CIFS_SHARE: Samba takes %U for a variable');
    expect(text).toContain('CIFS_USER: no name of a user has / in it');
    expect(text).toContain('CIFS_PW: a password has no tab');
    expect(text).not.toContain('hid');
    expect(messages(await made(name, { CIFS_USER: '-x' }))).toContain('CIFS_USER: a system has no account whose');
    expect(messages(await made(name, { CIFS_SHARE: 'global' }))).toContain('CIFS_SHARE: a server keeps');
  });

  it('says what a tree lacks that is not built', async () => {
    const tree = files({ 'bin/smbpasswd': '' });
    const text = messages(await made(name, { SAMBA_SRC: tree }));
    expect(text).toContain(`SAMBA_SRC: ${tree} has no smbd, testparm, neither in bin nor in sbin`);
    if (name === 'ctdb-cephfs') expect(text).toContain('ctdb_mutex_ceph_rados_helper, neither');
    const module = { 'samba-btrfs': 'btrfs', 'samba-cephfs': 'ceph', 'ctdb-cephfs': 'ceph' }[name];
    if (module !== undefined) expect(text).toContain(`SAMBA_SRC: ${tree} has no VFS module ${module}`);
  });
});

describe.each([
  ['a tree that is built', 'bin/smbd', 'bin/modules/vfs/btrfs.so'],
  ['a prefix', 'sbin/smbd', 'lib/vfs/btrfs.so'],
  ["a distribution's prefix", 'sbin/smbd', 'lib/x86_64-linux-gnu/samba/vfs/btrfs.so'],
])('SAMBA_SRC, %s', (_, smbd, module) => {
  it('has programs and modules where they are, and the guest finds them', async () => {
    const tree = files({ [smbd]: '', 'bin/smbpasswd': '', 'bin/testparm': '', [module]: '' });
    const { files: image, links, problems, text } = view(await made('samba-btrfs', { SAMBA_SRC: tree }));
    expect(problems).toEqual([]);
    expect(links).toMatchObject({ '/usr/local/sbin/smbd': join(tree, smbd) });
    expect(image).toContain(join(tree, smbd));
    expect(image).toContain(join(tree, module));
    expect(text('/usr/lib/rapido-samba/modules')).toBe(`${join(tree, module)}\n`);
  });
});

/** What a manifest has, by destination. */
function view(manifest: CutManifest) {
  const { entries } = manifest;
  const links = entries.flatMap((entry) => (entry.kind === 'slink' ? [[entry.dest, entry.target]] : []));
  const text = (dest: string) =>
    entries.flatMap((entry) => (entry.kind === 'data' && entry.dest === dest ? [entry.text] : []))[0];
  return {
    files: manifest.files.map(({ dest }) => dest),
    links: Object.fromEntries(links) as Record<string, string>,
    problems: manifest.problems,
    text,
  };
}

it('has the VFS modules in the image that SAMBA_CONF_EXTRA names, and says which is not installed', async () => {
  const { files: image } = await made('samba-xfs', { SAMBA_CONF_EXTRA: 'vfs objects = streams_xattr acl_xattr' });
  const modules = image.flatMap(({ dest }) => /samba\/vfs\/(\w+)\.so$/.exec(dest)?.[1] ?? []);
  expect(modules.sort()).toEqual(['acl_xattr', 'streams_xattr']);
  const { missing } = await made('samba-xfs', { SAMBA_CONF_EXTRA: 'vfs objects = nonsense' });
  expect(missing.map(({ name }) => name)).toEqual(['nonsense.so']);
});

it('has testparm read what a boot would have', async () => {
  const settings = { ...NAMES, SAMBA_CONF_EXTRA: 'log level = 3\\nsever role = x' };
  const problems = await preflightOf(cutNamed('samba-xfs'), { settings });
  expect(problems.map(({ message }) => message).join()).toMatch(
    /Unknown parameter.*"sever role".*line \d+: sever role = x/,
  );
});

it('takes memory for what is in memory', async () => {
  const { vm } = await made('samba-xfs', { SHARE_ZRAM_SIZE: '3G' });
  expect(vm.memory).toBe('4G');
});

describe('CephFS by smbd itself', () => {
  it.each(['samba-cephfs', 'ctdb-cephfs'])('%s shares the directory, as root', async (name) => {
    const manifest = await made(name, { CEPH_FS_PATH: 'a//b', CEPH_FS: 'fs2' });
    const conf = confOf(manifest);
    expect(conf).toMatch(
      /\tpath = \/a\/b\n\tvfs objects = (ceph(?:_new)?)\n\t\1:config_file = \/run\/samba\/ceph.conf\n\t\1:user_id = tester\n/,
    );
    expect(conf).toContain('\tforce user = root\n');
    expect(conf.includes('clustering = yes')).toBe(name === 'ctdb-cephfs');
    expect(messages(await made(name, { CEPH_FS_PATH: '/a%Ub' }))).toContain('CEPH_FS_PATH: Samba takes %U');
  });
});
