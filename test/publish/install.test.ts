// A user's whole way, literally: npm installs the CLI from a registry, which has what `npm run release` puts there; the CLI
// installs plugins, of this project, of others and one's own; their cuts are booted; then nothing of it is left.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { pack } from '../helpers/archive.js';
import { bothProtocols, keyringOf, newKey } from '../helpers/ceph-files.js';
import { expectFailure } from '../helpers/failure.js';
import { packPlugin } from '../helpers/fixture-plugin.js';
import { unpack } from '../helpers/image.js';
import { ptyOf } from '../helpers/index.js';
import { type Installation, installGlobally } from '../helpers/installation.js';
import { type Registry, startRegistry } from '../helpers/registry.js';
import { release } from '../helpers/release.js';
import { expectCut, fixture, succeed, versions } from './scene.js';

let registry: Registry;
let here: Installation;

beforeAll(async () => {
  registry = await startRegistry();
  await release(registry);
  here = await installGlobally(registry);
});

test('the CLI runs, and has what comes with it', async () => {
  expect((await here.rapido(['--version'])).stdout).toMatch(/^@rapido\/cli\/0\.1\.0 /);
  const listed = (await here.rapido(['list'])).stdout;
  for (const cut of ['simple-example', 'simple-network']) expect(listed).toContain(cut);
  expect(await versions(here)).toEqual({});
  const page = await here.run(['man', '-M', join(here.prefix, 'share/man'), 'rapido'], { env: { MANPAGER: 'cat' } });
  expect(page.stdout, page.stderr).toMatch(/^RAPIDO\(1\)/m);
  const missing = await here.rapido(['cut', 'fstests-xfs']);
  expectFailure(missing, 129, 'UNKNOWN_CUT', /rapido plugins install .*fstests/);
});

test("this project's plugins: by name without a question, by a short one with a range", async () => {
  await succeed(here, 'plugins', 'install', '@rapido/cut-fstests');
  await succeed(here, 'plugins', 'install', 'blktests@^0.1');
  expect(await versions(here)).toEqual({ '@rapido/cut-fstests': '0.1.0', '@rapido/cut-blktests': '0.1.0' });
  const fstests = ['--set', `FSTESTS_SRC=${fixture('fstests')}`, '--set', 'FSTESTS_ZRAM_SIZE=512M'];
  expect(await succeed(here, 'run', 'fstests-xfs', ...fstests, '--', 'generic/001')).toMatch(/1 passed/);
  const blktests = ['--set', `BLKTESTS_SRC=${fixture('blktests')}`];
  expect(await succeed(here, 'run', 'blktests-nodev', ...blktests, '--', 'loop')).toMatch(/1 passed/);
});

test("a cut made of a library of this project's: cut without a server, with the key of a user in no file but his own", async () => {
  const user = here.elsewhere('Ceph');
  await succeed(user, 'plugins', 'install', 'ceph');
  const { dependencies } = JSON.parse(await succeed(user, 'plugins', 'inspect', 'ceph', '--json'));
  expect(dependencies).toEqual({ '@rapido/ceph': '0.1.0', '@rapido/kit': '0.1.0' });
  const key = newKey();
  const write = async (file: string, text: string) => {
    const { status, stderr } = await user.run(['sh', '-c', 'umask 077 && cat >"$0"', file], { input: text });
    expect(status, stderr).toBe(0);
  };
  await write('rapido.conf', 'CEPH_CONF=ceph.conf\nCEPH_RBD_IMAGE=image\nCEPH_USER=tester\n');
  const wrong = await user.rapido(['cut', 'rbd']);
  expectFailure(wrong, 129, 'CUT_PROBLEM', join(user.home, 'ceph.conf'));
  const conf = (address: string) =>
    `[global]\nmon_host = ${bothProtocols(address)}\nkeyring = ${user.home}/$name.keyring\n`;
  await write('ceph.conf', conf('203.0.113.77'));
  await write('client.tester.keyring', keyringOf('client.tester', key));

  const cut = await user.rapido(['cut', 'rbd']);
  expect(cut.status, cut.stderr).toBe(0);
  const { text } = unpack(cut.stdout.trim());
  const library = join(user.data, 'plugins/@rapido+cut-ceph@0.1.0/node_modules/@rapido/ceph');
  expect(text('/usr/local/bin/rbd-map')).toBe(readFileSync(join(library, 'guest/bin/rbd-map'), 'utf8'));
  // What is in the cluster's own files is in no other: neither in the image nor in what is remembered of the cut.
  const found = await user.run(['grep', '-rlF', '-e', key, '-e', '203.0.113.77', user.home]);
  expect(found.stdout.split('\n').sort().slice(1)).toEqual(
    ['ceph.conf', 'client.tester.keyring'].map((name) => join(user.home, name)),
  );
  await write('ceph.conf', conf('203.0.113.78'));
  expect((await user.rapido(['cut', 'rbd'])).stderr).toContain('unchanged');
});

test("a server and its client: cut on their own, and refused to run without each other, the password in no file but the user's", async () => {
  const user = here.elsewhere('Share');
  await succeed(user, 'plugins', 'install', 'samba', 'nfs');
  const { dependencies } = JSON.parse(await succeed(user, 'plugins', 'inspect', 'samba', '--json'));
  expect(dependencies).toEqual({ '@rapido/ceph': '0.1.0', '@rapido/kit': '0.1.0', '@rapido/netfs': '0.1.0' });
  const password = `not to be found ${newKey()}`;
  const settings = `CIFS_SHARE=test\nCIFS_USER=me\nCIFS_PW='${password}'\n`;
  const written = await user.run(['sh', '-c', 'umask 077 && cat >rapido.conf'], { input: settings });
  expect(written.status, written.stderr).toBe(0);
  await succeed(user, 'cut', 'cifs');
  await succeed(user, 'cut', 'samba-xfs');
  const found = await user.run(['grep', '-rlF', '-e', password, user.home]);
  expect(found.stdout.split('\n')).toEqual([join(user.home, 'rapido.conf'), '']);
  expect((await user.rapido(['cut', 'cifs', '--set', 'CIFS_SERVER=192.0.2.1'])).stderr).toContain('unchanged');
  expectFailure(await user.rapido(['run', 'cifs']), 129, 'USAGE', 'rapido run srv=samba-xfs cli=cifs');
  expectFailure(await user.rapido(['run', 'nfs-client', '--set', 'NFS_SHARE=/srv']), 129, 'USAGE', 'srv=nfsd-btrfs');
});

test('a cut that is not installed is offered on a terminal', async () => {
  const { user, prefix, data } = here.elsewhere('Offer');
  const cut = ['cut', 'blktests-nodev', '--dry-run', '--set', `BLKTESTS_SRC=${fixture('blktests')}`];
  const terminal = ptyOf([join(prefix, 'bin/rapido'), ...cut], { user });
  await terminal.waitFor(/@rapido\/cut-blktests[\s\S]*\[y\/N\]/);
  terminal.write('y\r');
  await terminal.waitFor('In the image:');
  expect(await terminal.status).toBe(0);
  expect(existsSync(data)).toBe(true);
});

test("somebody else's", async () => {
  await registry.publish(await packPlugin({ name: '@acme/cut-tiny', cut: 'tiny' }));
  await succeed(here, 'plugins', 'install', '@acme/cut-tiny', '--yes');
  expect(await succeed(here, 'run', 'tiny', '-x', 'true')).toContain('\ntiny 1.0.0 is here');
});

test('a new one, published as its author would', async () => {
  // What its lint would run is not needed here, and not for this machine to have.
  await registry.publish(
    await pack(fileURLToPath(import.meta.resolve('@biomejs/biome/package.json').replace(/[^/]*$/, ''))),
  );
  await succeed(here, 'create', 'cut', '@jm/cut-mine', '--javascript');
  const cwd = join(here.home, 'cut-mine');
  for (const command of ['install', 'publish']) {
    const { status, stderr } = await here.run(['npm', command], { cwd });
    expect(status, stderr).toBe(0);
  }
  expectFailure(await here.rapido(['plugins', 'install', '@jm/cut-mine']), 129, 'USAGE', '--yes');
  await succeed(here, 'plugins', 'install', '@jm/cut-mine', '--yes');
  expect(await succeed(here, 'run', 'mine', '-x', 'true')).toContain('Hello from Linux');
});

test('with the registry out of reach, all that is there works', async () => {
  await registry.stop();
  await succeed(here, 'list');
  await expectCut(here, 'tiny');
});

test('what is uninstalled is gone', async () => {
  await succeed(here, 'plugins', 'uninstall', 'fstests', '@rapido/cut-blktests', '@acme/cut-tiny', '@jm/cut-mine');
  expect(await versions(here)).toEqual({});
  expect(existsSync(here.data)).toBe(false);
  const { status, stderr } = await here.run(['npm', 'uninstall', '--global', `--prefix=${here.prefix}`, '@rapido/cli']);
  expect(status, stderr).toBe(0);
  const left = readdirSync(here.prefix, { recursive: true, withFileTypes: true });
  expect(left.filter((entry) => !entry.isDirectory()).map(({ name }) => name)).toEqual([]);
});
