import { type CutManifest, manifestOf, openPlugin } from '@rapido/testing';
import { describe, expect, it } from 'vitest';
import { commands } from '../src/index.js';

const { root, cuts } = await openPlugin(import.meta.url, { commands });
const cutNamed = (name: string) => cuts.find((cut) => cut.name === name) ?? expect.fail(`there is no cut ${name}`);
const settings = { NFS_SHARE: '/srv/a b' };
const destinations = ({ files }: CutManifest) => files.map(({ dest }) => dest);

describe.each(['autofs-direct-nfs', 'nfs-client', 'nfsd-btrfs'])('%s', (name) => {
  it('is in a network, has its autorun, and takes no path that no server exports', async () => {
    const manifest = await manifestOf(cutNamed(name), { settings });
    expect(manifest.problems).toEqual([]);
    expect(manifest.vm.network).toBe(true);
    expect(manifest.autorun).toEqual([`${root}/guest/${name}.sh`]);
    const { problems } = await manifestOf(cutNamed(name), { settings: { NFS_SHARE: '/..' } });
    expect(problems).toMatchObject([{ kind: 'usage', message: expect.stringContaining('NFS_SHARE: "/.."') }]);
  });
});

it.each(['autofs-direct-nfs', 'nfs-client'])('%s: one image is for all servers', async (name) => {
  const here = await manifestOf(cutNamed(name), { settings });
  const there = await manifestOf(cutNamed(name), {
    settings: { NFS_SHARE: '/other', NFS_SERVER: '192.0.2.1', NFS_MOUNT_OPTS: 'vers=3' },
  });
  expect(there.files).toEqual(here.files);
  expect(there.entries).toEqual(here.entries);
  expect(destinations(here)).toEqual(
    expect.arrayContaining(['/usr/local/bin/nfs-mount', '/usr/sbin/start-statd', '/usr/lib/rapido-netfs/nfs.sh']),
  );
});

describe('nfsd-btrfs', () => {
  const made = (more: Readonly<Record<string, string>> = {}) =>
    manifestOf(cutNamed('nfsd-btrfs'), { settings: { ...settings, ...more } });

  it('tells each VM what it exports, and no image', async () => {
    const { runFiles, files } = await made();
    expect(runFiles).toContainEqual(
      expect.objectContaining({ dest: '/etc/exports', text: expect.stringMatching(/^\/srv\/a\\040b \*\(/) }),
    );
    expect(files.map(({ dest }) => dest)).not.toContain('/etc/exports');
  });

  it('has memory for its RAM disk', async () => {
    expect((await made()).vm.memory).toBe('1536M');
    expect((await made({ SHARE_ZRAM_SIZE: '3G' })).vm.memory).toBe('3584M');
  });
});
