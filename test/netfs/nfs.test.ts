// NFS servers and their clients as VMs of one run, on the mesh and on a bridge.
import { beforeAll, expect, test } from 'vitest';
import { linkPlugins } from '../helpers/index.js';
import { project } from '../helpers/project.js';
import { FSTESTS, statuses, suiteRun } from '../suite/suite.js';
import { onBridge, outputOf, runSeveral } from './several.js';

const SHARE = '/srv/a b';
const TESTS = ['generic/001', 'generic/002', 'generic/003', 'generic/007', 'generic/008'];

/** Shows how a directory is mounted, writes in one version, reads in the other, and locks; then what cannot be mounted. */
const CLIENT = `
set -e
mounts() { while read -r line; do [[ $line != *" $1 nfs"* ]] || echo "$line"; done </proc/mounts; }
anew() { NFS_MOUNT_OPTS=$2 nfs-mount "$1" && mounts "$1"; }
cd /
nfs-umount /mnt/nfs
anew /mnt/nfs vers=4.2
head -c 64M /dev/urandom >/mnt/nfs/big
sum=$(sha256sum </mnt/nfs/big)
flock --timeout 5 /mnt/nfs/big -c 'echo locked'
nfs-umount /mnt/nfs
anew /mnt/nfs vers=4.2
[[ $(sha256sum </mnt/nfs/big) == "$sum" ]]
nfs-umount /mnt/nfs
anew /mnt/nfs vers=3
[[ $(sha256sum </mnt/nfs/big) == "$sum" ]]
head -c 64M /dev/urandom >/mnt/nfs/other
other=$(sha256sum </mnt/nfs/other)
flock --timeout 5 /mnt/nfs/other -c 'echo locked'
nfs-umount /mnt/nfs
anew /mnt/nfs vers=3
[[ $(sha256sum </mnt/nfs/other) == "$other" ]]
while read -r address names; do
  if [[ $address == *:* && " $names " == *" srv "* ]]; then NFS_SERVER=$address anew /mnt/six vers=4.2; fi
done </etc/hosts
for options in vers=3 vers=4.2; do
  ! NFS_MOUNT_OPTS=$options nfs-mount /mnt/none /srv/none
done
! NFS_SERVER=127.0.0.1 nfs-mount /mnt/none
! NFS_SERVER=nosuch nfs-mount /mnt/none
! NFS_MOUNT_OPTS=nonsense nfs-mount /mnt/none
mounts /mnt/none
`;

/** Writes to what automount mounts in version 3, and reads it when it was mounted anew. */
const AUTOMOUNT = `
set -e
shows() { while read -r line; do [[ $line != *' /nfs/share nfs '* ]] || echo "$line"; done </proc/mounts; }
head -c 64M /dev/urandom >/nfs/share/auto
sum=$(sha256sum </nfs/share/auto)
cd /
umount /nfs/share
shows
[[ $(sha256sum </nfs/share/auto) == "$sum" ]]
shows
`;

const ADDRESSES = 'BR_ADDR="192.168.155.1/24 fd00:155::1/64"';

beforeAll(async () => {
  await linkPlugins(['cut-nfs', 'cut-fstests']);
});

test('an export on the mesh: versions 4.2 and 3 of one file, locks, IPv6, and what is wrong', async () => {
  const cwd = project({ 'rapido.conf': `NFS_SHARE="${SHARE}"\n${ADDRESSES}\n`, 'client.sh': CLIENT });
  const tools = ['--bin', '@cli=flock', '--bin', '@cli=sha256sum'];
  const words = ['srv=nfsd-btrfs', 'cli=nfs-client', '--net', 'mesh', ...tools, '-f', '@cli client.sh'];
  const run = await runSeveral(words, { cwd });
  expect(run.status, run.stderr).toBe(0);
  const text = run.stdout;
  const mounted = text.split('\n').filter((line) => / nfs4? rw,/.test(line));
  expect(mounted.map((line) => /^(.*) (\/mnt\/\w+) .*vers=([\d.]+)/.exec(line)?.slice(1))).toEqual([
    ...[4.2, 4.2, 3, 3].map((version) => ['srv:/srv/a\\040b', '/mnt/nfs', String(version)]),
    [expect.stringMatching(/^\[fd00:155::.*\]:\/srv\/a\\040b$/), '/mnt/six', '4.2'],
  ]);
  expect(text.match(/^locked$/gm)).toHaveLength(2);
  for (const said of [
    'The server does not export this path to this VM',
    'The server has no export /srv/none',
    '127.0.0.1 is there, and has no NFS server',
    'This VM finds no address of nosuch',
    'An option is wrong, or this kernel does not know it',
  ]) {
    expect(text).toContain(said);
  }
});

test('xfstests on an export, and automount, on a bridge', async () => {
  const settings = ['NFS_SHARE=srv/test', `FSTESTS_SRC="${FSTESTS}"`, ADDRESSES];
  const cwd = project({ 'rapido.conf': `${settings.join('\n')}\n`, 'auto.sh': AUTOMOUNT });
  const vms = ['srv=nfsd-btrfs', 'suite=fstests-nfs', 'auto=autofs-direct-nfs'];
  const versions = ['--set', 'suite:NFS_MOUNT_OPTS=vers=4.2', '--set', 'auto:NFS_MOUNT_OPTS=vers=3'];
  const steps = ['--bin', '@auto=sha256sum', '-f', '@auto auto.sh'];
  const words = [...vms, '--net', 'bridge', ...versions, ...steps, '--', ...TESTS];
  const run = await runSeveral(words, { cwd, user: await onBridge(vms.length) });
  expect(run.status, run.stderr).toBe(0);
  expect(statuses(suiteRun(run))).toEqual(Object.fromEntries(TESTS.map((name) => [name, 'pass'])));
  expect(outputOf(run, 'auto')).toMatch(/^srv:\/srv\/test \/nfs\/share nfs .*vers=3,.*\n$/);
});
