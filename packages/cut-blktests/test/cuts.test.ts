import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CutManifest, fakeKernel, manifestOf, openPlugin, preflightOf } from '@rapido/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { commands } from '../src/index.js';

const { root, cuts } = await openPlugin(import.meta.url, { commands });
const cutNamed = (name: string) => cuts.find((cut) => cut.name === name) ?? expect.fail(`there is no cut ${name}`);

const ofKind = <K extends CutManifest['entries'][number]['kind']>({ entries }: CutManifest, kind: K) =>
  entries.filter((entry): entry is Extract<typeof entry, { kind: K }> => entry.kind === kind);

const directory = mkdtempSync(join(tmpdir(), 'rapido blktests ä '));
afterAll(() => rmSync(directory, { recursive: true }));

/** A cluster that asks for no key. */
const cluster = { CEPH_CONF: join(directory, 'ceph.conf'), CEPH_RBD_IMAGE: 'a b' };
writeFileSync(cluster.CEPH_CONF, '[global]\nmon_host = 192.0.2.1\nauth_client_required = none\n');

describe.each(cuts)('$name', async (cut) => {
  const known = Object.keys(cut.definition.settings ?? {});
  const [tree = ''] = known;
  const ofCluster = Object.entries(cluster).filter(([key]) => known.includes(key));
  const manifest = await manifestOf(cut, { settings: { [tree]: '/tmp/no tree', ...Object.fromEntries(ofCluster) } });

  it('is a suite, with its scripts and its autorun', () => {
    const scripts = ofKind(manifest, 'file').map(({ source }) => source);
    expect(scripts.filter((source) => source.startsWith(root) && !existsSync(source))).toEqual([]);
    expect(manifest.autorun).toEqual([`${root}/guest/${cut.name}.sh`]);
    expect(cut.definition.suite).toMatchObject({ run: expect.anything(), list: expect.anything() });
  });

  it('reports a tree that is not there, by the name of its setting', () => {
    const [problem] = manifest.problems;
    expect(problem?.kind).toBe('usage');
    expect(problem?.message).toContain(`${tree}: /tmp/no tree`);
  });

  it('leaves the tree where it is, without the results that lie there', () => {
    const copied = ofKind(manifest, 'tree').find(({ dest }) => dest === '/tmp/no tree');
    expect(copied).toMatchObject({ source: '/tmp/no tree', exclude: expect.arrayContaining(['.git']) });
  });
});

describe('blktests', () => {
  it("has the kernel's configuration where the tests look for it, and that of the user where there is one", async () => {
    await using kernel = await fakeKernel({ release: '6.1.0' });
    const files = async (settings: Record<string, string>) => {
      const given = { settings: { BLKTESTS_SRC: '/t', ...settings }, kernel };
      return ofKind(await manifestOf(cutNamed('blktests-zram'), given), 'file').map(
        ({ dest, source }) => `${dest} ${source}`,
      );
    };
    expect(await files({})).toContain(`/boot/config-6.1.0 ${kernel.dir}/.config`);
    expect((await files({})).join()).not.toContain('/etc/blktests/config');
    expect(await files({ BLKTESTS_CONFIG: '/home/me/my config' })).toContain('/etc/blktests/config /home/me/my config');
  });

  it('knows localhost, and a user without privileges in a group of its own', async () => {
    const manifest = await manifestOf(cutNamed('blktests-nodev'), { settings: { BLKTESTS_SRC: '/t' } });
    const texts = new Map(ofKind(manifest, 'data').map(({ dest, text }) => [dest, text]));
    expect(texts.get('/etc/hosts')).toMatch(/^127\.0\.0\.1 localhost$/m);
    expect(texts.get('/etc/passwd')).toMatch(/^root:x:0:0:[\s\S]*^blktests:x:1000:1000:/m);
    expect(texts.get('/etc/group')).toMatch(/^root:x:0:\n[\s\S]*^blktests:x:1000:\n/m);
  });

  it('loads none of the modules that the tests load', () => {
    const lines = readFileSync(`${root}/guest/modules.fest`, 'utf8').trimEnd().split('\n');
    for (const line of lines.filter((text) => !text.startsWith('#'))) expect(line).toMatch(/^try-kmod .* load=no$/);
  });

  it('on RBD, tells each VM of the cluster, and no image; the rules of Ceph for disks are not needed', async () => {
    const manifest = await manifestOf(cutNamed('blktests-rbd'), { settings: { BLKTESTS_SRC: '/t', ...cluster } });
    expect(manifest.runFiles).toContainEqual(
      expect.objectContaining({ dest: '/etc/ceph/cluster', text: expect.stringContaining("'192.0.2.1:6789'") }),
    );
    const places = manifest.files.map(({ dest }) => dest);
    expect(places).toContain('/usr/local/bin/rbd-map');
    expect(places).not.toContain('/etc/ceph/cluster');
    expect(places).not.toContain('/usr/lib/udev/rules.d/50-rbd.rules');
    expect(manifest.vm).toMatchObject({ network: true, memory: '2G' });
  });

  it('on RBD, there is an image for each VM, or none is started', async () => {
    // No cluster is asked for a pool of this name.
    const settings = { BLKTESTS_SRC: '/t', ...cluster, CEPH_RBD_POOL: 'a/b' };
    const problemsOf = async (jobs: number) =>
      (await preflightOf(cutNamed('blktests-rbd'), { settings, jobs })).filter(({ message }) => /--jobs/.test(message));
    expect(await problemsOf(3)).toMatchObject([{ kind: 'usage', message: expect.stringMatching(/--jobs 3.*a b$/) }]);
    expect(await problemsOf(2)).toEqual([]);
  });

  it.each(['nvme', 'virtio'])('has several disks on %s, the first one to be tested', async (bus) => {
    const { vm } = await manifestOf(cutNamed(`blktests-${bus}`), { settings: { BLKTESTS_SRC: '/t' } });
    expect(vm.disks?.map(({ serial }) => serial)).toEqual(['TEST_DEV', 'TEST_DEV2', 'TEST_DEV3', 'TEST_DEV4']);
    expect(vm.disks?.every((disk) => disk.bus === bus)).toBe(true);
  });
});
