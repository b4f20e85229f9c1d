import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type CutManifest, fakeKernel, manifestOf, openPlugin, preflightOf } from '@rapido/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { commands } from '../src/index.js';

const { root, cuts } = await openPlugin(import.meta.url, { commands });
const cutNamed = (name: string) => cuts.find((cut) => cut.name === name) ?? expect.fail(`there is no cut ${name}`);

const KEY = 'AQAAAAAAAAAAABAAAAECAwQFBgcICQoLDA0ODw==';
const KEYRING = `[client.tester]\n\tkey = ${KEY}\n`;

/** A cluster on paper: a configuration and a keyring, and what else is in the directory. */
function cluster(files: Readonly<Record<string, string>> = {}): { dir: string; settings: Record<string, string> } {
  const dir = mkdtempSync(join(tmpdir(), 'rapido-cut-ceph-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const conf = `[global]\nfsid = a5b6\nmon_host = [v2:192.0.2.1:3300,v1:192.0.2.1:6789]\nkeyring = ${dir}/keyring\n`;
  for (const [name, text] of Object.entries({ 'ceph.conf': conf, keyring: KEYRING, ...files })) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text, { mode: 0o755 });
  }
  return { dir, settings: { CEPH_CONF: join(dir, 'ceph.conf'), CEPH_USER: 'tester' } };
}

const IMAGE = { CEPH_RBD_IMAGE: 'img' };
const settingsOf = (name: string, settings: Record<string, string>) =>
  name.startsWith('rbd') ? { ...IMAGE, ...settings } : settings;
const destinations = ({ files }: CutManifest) => files.map(({ dest }) => dest);
const messages = ({ problems }: CutManifest) => problems.map(({ message }) => message);

describe.each(['cephfs', 'cephfs-fuse', 'rbd', 'rbd-nbd'])('%s', (name) => {
  it('has the cluster and the key from the run, not in its image', async () => {
    const { settings } = cluster();
    const manifest = await manifestOf(cutNamed(name), { settings: settingsOf(name, settings) });
    expect(messages(manifest)).toEqual([]);
    const files = new Map(manifest.runFiles.map((file) => [file.dest, file]));
    expect(files.get('/etc/ceph/keyring')).toMatchObject({ secret: true, mode: 0o600 });
    expect(files.has('/etc/ceph/cluster')).toBe(true);
    expect(files.has('/etc/ceph/ceph.conf')).toBe(['cephfs-fuse', 'rbd-nbd'].includes(name));
    expect(JSON.stringify(manifest.files)).not.toContain('192.0.2.1');
    expect(JSON.stringify([...files.values()].filter((file) => !file.secret))).not.toContain(KEY);
  });

  it('is in a network, and has its autorun', async () => {
    const { settings } = cluster();
    const manifest = await manifestOf(cutNamed(name), { settings: settingsOf(name, settings) });
    expect(manifest.vm.network).toBe(true);
    expect(manifest.autorun).toEqual([`${root}/guest/${name}.sh`]);
  });
});

it.each(['cephfs', 'cephfs-fuse'])('%s takes no key among options of mounts, and shows none', async (name) => {
  const { settings } = cluster();
  const problemsOf = async (options: string) =>
    (await manifestOf(cutNamed(name), { settings: { ...settings, CEPH_MOUNT_OPTS: options } })).problems;
  for (const options of [`noatime,secret=${KEY}`, `-o secret=${KEY}`, `secretfile=/etc/ceph/secret`]) {
    const problems = await problemsOf(options);
    expect(problems).toMatchObject([{ kind: 'usage', message: expect.stringContaining('CEPH_MOUNT_OPTS: secret') }]);
    expect(JSON.stringify(problems)).not.toContain(KEY);
  }
  expect(await problemsOf('noatime,nosecret=1')).toEqual([]);
});

it('only cuts with an image take --create-image', () => {
  const taking = cuts.filter(({ definition }) => definition.createsImage).map(({ name }) => name);
  expect(taking.sort()).toEqual(['qemu-rbd', 'rbd', 'rbd-nbd', 'usb-rbd']);
});

describe.each([
  ['cephfs-fuse', 'ceph-fuse'],
  ['rbd-nbd', 'rbd-nbd'],
])('%s', (name, program) => {
  it.each(['', 'build/'])('takes the program of the tree CEPH_SRC, or its build directory (%j)', async (build) => {
    const { dir, settings } = cluster({ [`tree/${build}bin/${program}`]: '#!/bin/sh\n' });
    const given = settingsOf(name, { ...settings, CEPH_SRC: join(dir, 'tree') });
    const { files, problems } = await manifestOf(cutNamed(name), { settings: given });
    expect(problems).toEqual([]);
    expect(files.find(({ dest }) => dest === `/usr/local/bin/${program}`)).toMatchObject({
      source: join(dir, `tree/${build}bin/${program}`),
    });
  });

  it('says what a tree without the program lacks', async () => {
    const { dir, settings } = cluster();
    const manifest = await manifestOf(cutNamed(name), { settings: settingsOf(name, { ...settings, CEPH_SRC: dir }) });
    expect(messages(manifest).join()).toContain(`CEPH_SRC: ${dir} has no program ${program}`);
  });
});

describe('qemu-rbd', () => {
  const made = (settings: Record<string, string>) =>
    manifestOf(cutNamed('qemu-rbd'), { settings: { ...IMAGE, ...settings } });

  it('is a disk that QEMU connects to, and has nothing of the cluster in the guest', async () => {
    const { dir, settings } = cluster();
    const manifest = await made(settings);
    const blockdev = { driver: 'rbd', pool: 'rbd', image: 'img', user: 'tester', conf: join(dir, 'ceph.conf') };
    expect(manifest.vm.disks).toEqual([{ serial: 'RBD', blockdev }]);
    expect(manifest.vm.network).toBeFalsy();
    expect(destinations(manifest).filter((dest) => dest.includes('ceph'))).toEqual([]);
    expect(manifest.runFiles.filter(({ dest }) => dest.includes('ceph'))).toEqual([]);
  });

  it('takes a pool in front of the image', async () => {
    const { vm } = await made({ ...cluster().settings, CEPH_RBD_IMAGE: 'other/img' });
    expect(vm.disks?.[0]?.blockdev).toMatchObject({ pool: 'other', image: 'img' });
  });

  it('refuses a keyring that QEMU would not find', async () => {
    const { dir, settings } = cluster({ other: KEYRING.replace('AQAA', 'AQAB') });
    const CEPH_KEYRING = join(dir, 'other');
    expect(messages(await made({ ...settings, CEPH_KEYRING })).join()).toContain('CEPH_KEYRING: QEMU takes the key');
    expect(messages(await made({ ...settings, CEPH_KEYRING: join(dir, 'keyring') }))).toEqual([]);
  });
});

it('qemu-rbd refuses a path that Ceph takes for two', async () => {
  const { dir, settings } = cluster({ 'a b/x': '' });
  copyFileSync(join(dir, 'ceph.conf'), join(dir, 'a b/ceph.conf'));
  const given = { ...IMAGE, ...settings, CEPH_CONF: join(dir, 'a b/ceph.conf') };
  expect(messages(await manifestOf(cutNamed('qemu-rbd'), { settings: given })).join()).toContain('a blank');
});

describe('usb-rbd', () => {
  it('names what a kernel without USB gadgets lacks', async () => {
    const { dir, settings } = cluster({ 'rbd-usb.env': '', 'rbd-usb.conf': '' });
    await using kernel = await fakeKernel({ modules: ['rbd', 'target_core_mod'].map((name) => ({ name })) });
    const given = { ...IMAGE, ...settings, RBD_USB_SRC: dir };
    const problems = await preflightOf(cutNamed('usb-rbd'), { settings: given, kernel });
    const untestable = problems.filter(({ kind }) => kind === 'untestable').map(({ message }) => message);
    expect(untestable.join()).toMatch(/dummy_hcd[\s\S]*usb_f_tcm|usb_f_tcm[\s\S]*dummy_hcd/);
  });

  it('reports a tree that is not there, by the name of its setting', async () => {
    const { settings } = cluster();
    const manifest = await manifestOf(cutNamed('usb-rbd'), {
      settings: { ...IMAGE, ...settings, RBD_USB_SRC: '/none' },
    });
    expect(messages(manifest).join()).toContain('RBD_USB_SRC: /none has no rbd-usb.env');
  });
});
