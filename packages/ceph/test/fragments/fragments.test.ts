import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cutCommands, type Fragment, type Settings } from '@rapido/kit';
import { type CutManifest, manifestOf, openPlugin } from '@rapido/testing';
import { describe, expect, it } from 'vitest';
import { cephfsKernelClient, cephfsSettings, cephUserspace, rbdKernelClient, rbdSettings } from '../../src/index.js';
import { directoryWith, KEY, keyring, OTHER_KEY } from '../support.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PACKAGE = {
  name: 'x',
  version: '1.0.0',
  type: 'module',
  rapido: { api: 1 },
  oclif: { commands: { strategy: 'explicit', target: './index.js', identifier: 'commands' } },
};

/** What a cut gets that uses this fragment and no other, on a cluster of this configuration. */
async function manifestWith<S extends Settings>(
  fragment: Fragment<S>,
  conf: string,
  given: Readonly<Record<string, string>> = {},
): Promise<CutManifest> {
  const dir = directoryWith({
    'ceph.conf': conf,
    keyring: keyring('admin', OTHER_KEY) + keyring('tester'),
    'package.json': JSON.stringify(PACKAGE),
  });
  const commands = cutCommands({
    x: {
      name: 'x',
      summary: 'X',
      settings: { ...cephfsSettings, ...rbdSettings },
      manifest: (m) => void m.use(fragment),
    },
  });
  const { cuts } = await openPlugin(dir, { commands });
  const settings = {
    CEPH_RBD_IMAGE: 'img',
    CEPH_CONF: join(dir, 'ceph.conf'),
    CEPH_KEYRING: join(dir, 'keyring'),
    CEPH_USER: 'tester',
    ...given,
  };
  return manifestOf(cuts[0] ?? expect.fail(), { settings });
}

const fileIn = (manifest: CutManifest, dest: string) => manifest.runFiles.find((file) => file.dest === dest);
const LAB =
  '[global]\nfsid = f\nmon_host = [v2:10.0.0.1:3300,v1:10.0.0.1:6789] [v2:[fd00::2]:3300,v1:[fd00::2]:6789] mon3\n';

describe.each([
  ['rbdKernelClient', rbdKernelClient, 'rbd', ['rbd-map', 'rbd-unmap']],
  ['cephfsKernelClient', cephfsKernelClient, 'ceph', ['cephfs-mount', 'cephfs-umount']],
] as const)('%s', (_, fragment, module, commands) => {
  const ask = () => manifestWith(fragment as unknown as Fragment, LAB);

  it('has the module loaded, and ciphers at hand', async () => {
    const manifest = await ask();
    expect(manifest.modules.load).toEqual([module]);
    expect(manifest.modules.include).toEqual(expect.arrayContaining(['gcm', 'ctr', 'ghash_generic']));
  });

  it('brings its commands and what they need, all of which this machine has', async () => {
    const manifest = await ask();
    expect(manifest.missing).toEqual([]);
    const dests = manifest.files.map(({ dest }) => dest);
    expect(dests).toEqual(
      expect.arrayContaining([
        ...commands.map((name) => `/usr/local/bin/${name}`),
        '/usr/lib/rapido-ceph',
        '/usr/bin/keyctl',
      ]),
    );
    const own = manifest.entries.flatMap((entry) =>
      'source' in entry && entry.source.startsWith('/') ? [entry.source] : [],
    );
    expect(own.every((source) => source.startsWith(ROOT))).toBe(true);
  });

  it("tells each VM the cluster, and the one user's key as a secret", async () => {
    const manifest = await ask();
    expect(fileIn(manifest, '/etc/ceph/keyring')).toMatchObject({
      text: `[client.tester]\nkey = ${KEY}\n`,
      mode: 0o600,
      secret: true,
    });
    expect(fileIn(manifest, '/etc/ceph/cluster')?.text).toBe(
      "CEPH_CLIENT='tester'\nCEPH_FSID='f'\nCEPH_MODE='legacy'\nCEPH_MONITORS='10.0.0.1:6789,[fd00::2]:6789,mon3:6789'\n",
    );
    expect(manifest.runFiles).toHaveLength(2);
  });

  it('has the key nowhere else', async () => {
    const manifest = await ask();
    const { runFiles, entries, ...rest } = manifest;
    const others = [...entries, ...runFiles].filter((one) => !('dest' in one && one.dest === '/etc/ceph/keyring'));
    expect(JSON.stringify([others, rest])).not.toContain(KEY);
    expect(JSON.stringify(manifest)).not.toContain(OTHER_KEY);
  });
});

describe('cephUserspace', () => {
  it('brings what its commands have in common with those of the kernel', async () => {
    const { files } = await manifestWith(cephUserspace, LAB);
    expect(files.map(({ dest }) => dest)).toContain('/usr/lib/rapido-ceph');
  });

  const confOf = async (conf: string, given: Readonly<Record<string, string>> = {}) =>
    fileIn(await manifestWith(cephUserspace, conf, given), '/etc/ceph/ceph.conf')
      ?.text.split('\n')
      .slice(1, -1);

  it('has a configuration anew, with all addresses of the monitors', async () => {
    expect(await confOf(LAB)).toEqual([
      'fsid = f',
      'mon_host = [v2:10.0.0.1:3300,v1:10.0.0.1:6789],[v2:[fd00::2]:3300,v1:[fd00::2]:6789],mon3',
      'keyring = /etc/ceph/keyring',
    ]);
  });

  it('has options that count for clients, without what is of this machine and without keys', async () => {
    const conf = `${LAB}auth client required = cephx
rbd cache = false
client_mountpoint = /elsewhere
rbd plugins = x
rbd_persistent_cache_path = /mnt/x
log file = /var/log/x
osd pool default size = 1
[client]
keyring = /home/me/k
rbd default map options = secret=${OTHER_KEY}
client_acl_type = "a#b"
client_x = /home/$name
[client.tester]
key = ${OTHER_KEY}
rbd_cache = true
[client.admin]
rbd_cache_size = 1
`;
    expect((await confOf(conf))?.slice(3)).toEqual([
      'auth_client_required = cephx',
      'client_acl_type = a\\#b',
      'rbd_cache = true',
    ]);
  });

  it.each([
    ['secure', 'secure'],
    ['prefer-crc', 'crc secure'],
  ])('speaks as CEPH_MS_MODE=%s says', async (mode, words) => {
    expect((await confOf(LAB, { CEPH_MS_MODE: mode }))?.slice(3)).toEqual([
      `ms_client_mode = ${words}`,
      `ms_mon_client_mode = ${words}`,
    ]);
  });

  it('has the one monitor of CEPH_MON_NAME, and a name with its port where that is no usual one', async () => {
    const conf = `${LAB}[mon.a]\nmon addr = mon1:6800\n[mon.b]\nmon addr = v1:10.0.0.9:6790\n`;
    expect((await confOf(conf, { CEPH_MON_NAME: 'a' }))?.[1]).toBe('mon_host = mon1:6800');
    expect((await confOf(conf, { CEPH_MON_NAME: 'b' }))?.[1]).toBe('mon_host = [v1:10.0.0.9:6790]');
  });
});

it('a cluster without authentication has an empty keyring', async () => {
  const manifest = await manifestWith(cephfsKernelClient, `${LAB}auth client required = none\n`);
  expect(manifest.problems).toEqual([]);
  expect(fileIn(manifest, '/etc/ceph/keyring')).toMatchObject({ text: '', secret: true });
});

it('what a shell would read otherwise is quoted', async () => {
  const manifest = await manifestWith(cephfsKernelClient, "[global]\nfsid = a'b$(id)\nmon_host = 10.0.0.1\n");
  expect(fileIn(manifest, '/etc/ceph/cluster')?.text).toContain("CEPH_FSID='a'\\''b$(id)'\n");
});

it.each([
  ['127.0.0.1', 'in a VM is the VM itself'],
  ['localhost, [::1]', 'in a VM is the VM itself'],
  ['v1:[::ffff:127.0.0.1]', 'in a VM is the VM itself'],
  ['v1:[fe80::1%eth0]', 'only this machine knows'],
])('a cluster at %s is out of reach for a VM', async (host, message) => {
  const { problems } = await manifestWith(cephfsKernelClient, `[global]\nmon_host = ${host}\n`);
  expect(problems).toEqual([{ kind: 'usage', message: expect.stringContaining(message), fix: expect.anything() }]);
});

it('what is wrong with the configuration is said once, and so are monitors that a VM cannot reach beside one that it can', async () => {
  expect((await manifestWith(rbdKernelClient, '[global]\n')).problems).toHaveLength(1);
  const { problems, runFiles } = await manifestWith(
    rbdKernelClient,
    '[global]\nmon_host = 127.0.0.1, v1:[fe80::1%eth0], 10.0.0.1\n',
  );
  expect(problems).toEqual([]);
  expect(runFiles.find(({ dest }) => dest === '/etc/ceph/cluster')?.text).toContain("CEPH_MONITORS='10.0.0.1:6789'");
});
