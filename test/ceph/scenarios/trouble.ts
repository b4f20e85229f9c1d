// What can go wrong between a client and its cluster, and what is left on the cluster then.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newKey } from '../../helpers/ceph-cluster.js';
import { temporaryDirectory } from '../../helpers/index.js';
import { booted, steps } from '../../run/vm.js';
import { clientDirectory, runCut, runRefused, scene, startRun } from '../scene.js';

/** Writes to the image without end, with a count of what has been written in a file, and says so when it has begun. */
const BUSY = `
while dd if=/dev/urandom of=/dev/rbd/rbd/$CEPH_RBD_IMAGE bs=64k count=1 seek=$((n % 256)) oflag=direct status=none; do
  echo $((n += 1)) >/tmp/count
done &
wait_for 30 test -e /tmp/count && echo writing`;
/** Says so when nothing has been written for a second although something is under way. */
const STALL = `
until before=$(</tmp/count); sleep 1; read -r reads writes </sys/block/rbd0/inflight; [[ $(</tmp/count) == "$before" && $writes != 0 ]]; do :; done
echo stalled`;
const OPTIONS = 'cat /sys/bus/rbd/devices/0/config_info';
const GO_ON = 'stalled=$(</tmp/count); until [[ $(</tmp/count) != "$stalled" ]]; do sleep 0.1; done; echo goes on';
/** What is in use is not unmounted, and stays as it is; a directory may be named as one likes. */
const MOUNT_BELOW =
  'mkdir -p "/mnt/cephfs/a b" && cephfs-mount "/mnt/c d/" "a b" && cd /mnt/cephfs && ! cephfs-umount . && touch "a b/c" && ls "/mnt/c d/c" && echo here';

export function troubleScenarios(): void {
  test('an image with a feature that the kernel has not: it is named, and the line that takes it away', async () => {
    const { cluster } = scene();
    await cluster.createImage('journal', 64, 'layering,exclusive-lock,journaling');
    const run = await runCut(clientDirectory({ CEPH_RBD_IMAGE: 'journal' }), ['rbd', '--warm', ...steps('echo never')]);
    expect(run.status).not.toBe(0);
    expect(run.stdout).not.toContain('never');
    expect(run.stdout + run.stderr).toMatch(/\bjournaling\b/);
    expect(run.stdout + run.stderr).toContain('rbd feature disable rbd/journal journaling');
    expect(await cluster.watchers('journal')).toEqual([]);
  });

  test('a key of somebody else: the host says so where it can ask, else the guest does', async () => {
    const { cluster } = scene();
    await cluster.createImage('closed', 64);
    const directory = clientDirectory({ CEPH_RBD_IMAGE: 'closed' }, { key: newKey() });
    for (const cut of ['rbd', 'cephfs']) {
      const refused = await runRefused(directory, [cut, '-x', 'true']);
      expect([refused.status, refused.stderr]).toEqual([128, expect.stringContaining('refuses client.tester')]);
    }
    const settings = ['--set', `CEPH_SRC=${treeWithoutCeph()}`];
    const run = await runCut(directory, ['cephfs', '--warm', ...settings, ...steps('echo never')]);
    expect(run.status).not.toBe(0);
    expect(run.stdout).not.toContain('never');
    expect(run.stdout + run.stderr).toMatch(/libceph.*auth.*-13[\s\S]*The cluster refuses client\.tester/);
  });

  test('a file system that the cluster has not: the host says so', async () => {
    const refused = await runRefused(clientDirectory({ CEPH_FS: 'music' }), ['cephfs', '-x', 'true']);
    expect([refused.status, refused.stderr]).toEqual([128, expect.stringContaining('no file system music')]);
  });

  test('all monitors hang, or nothing listens at their port: the host is at fault, and each address is named', async () => {
    const { cluster } = scene();
    const hung = clientDirectory({ CEPH_RBD_IMAGE: 'none' });
    const gone = clientDirectory({}, { monHost: '[v2:192.168.155.1:3301,v1:192.168.155.1:6790]' });
    cluster.pause('mon.a');
    const [rbd, cephfs] = await Promise.all([
      runRefused(hung, ['rbd', '-x', 'true']),
      runRefused(gone, ['cephfs', '-x', 'true']),
    ]).finally(() => cluster.resume('mon.a'));
    expect([rbd.status, rbd.stderr]).toEqual([128, expect.stringContaining('192.168.155.1:6789')]);
    expect([cephfs.status, cephfs.stderr]).toEqual([128, expect.stringContaining('192.168.155.1:6790')]);
  });

  test('what is mapped, mounted and in use is let go of when a step fails, and on Ctrl-C', async () => {
    const { cluster } = scene();
    await cluster.createImage('used', 64);
    const used = clientDirectory({ CEPH_RBD_IMAGE: 'used' });
    const mount =
      'mkfs.ext4 -q /dev/rbd/rbd/used && mount /dev/rbd/rbd/used /mnt && cd /mnt && sleep 1000 >file & wait_for 30 test -e /mnt/file';
    const failed = await runCut(used, ['rbd', '--warm', ...steps(mount, 'false')]);
    expect(failed.status, failed.stderr).toBe(1);
    expect(await cluster.watchers('used')).toEqual([]);

    const running = startRun(clientDirectory({}), ['cephfs', '--warm', ...steps(`${MOUNT_BELOW} && exec sleep 1000`)]);
    await running.stdout.waitFor('here\n');
    expect(await cluster.sessions()).toHaveLength(2);
    running.kill('SIGINT');
    expect((await booted(running)).status).toBe(130);
    expect(await cluster.sessions()).toEqual([]);
  });

  test('an OSD that hangs in the middle of writing and goes on: so does the guest', async () => {
    const { cluster } = scene();
    await cluster.createImage('stalled', 64);
    const directory = clientDirectory({ CEPH_RBD_IMAGE: 'stalled', CEPH_MS_MODE: 'crc' });
    const running = startRun(directory, ['rbd', '--warm', ...steps(OPTIONS, BUSY, STALL, GO_ON)]);
    await running.stdout.waitFor('writing\n');
    cluster.pause('osd.0');
    await running.stdout.waitFor('stalled\n').finally(() => cluster.resume('osd.0'));
    const { status, stdout, stderr } = await booted(running);
    expect([status, stdout], stderr).toEqual([0, expect.stringMatching(/ms_mode=crc.*goes on\n/s)]);
    expect(await cluster.watchers('stalled')).toEqual([]);
  });

  test('an OSD that does not go on: the time-out ends the VM, and the next one works', async () => {
    const { cluster } = scene();
    await cluster.createImage('hung', 64);
    const directory = clientDirectory({ CEPH_RBD_IMAGE: 'hung', CEPH_MS_MODE: 'secure' });
    const running = startRun(directory, ['rbd', '--warm', '--timeout', '30', ...steps(OPTIONS, BUSY, STALL, GO_ON)]);
    await running.stdout.waitFor('writing\n');
    cluster.pause('osd.0');
    const { verdict, stdout } = await booted(running).finally(() => cluster.restartOsd());
    expect(verdict.outcome).toBe('timeout');
    expect(stdout).toMatch(/ms_mode=secure.*stalled\n$/s);
    const next = await runCut(directory, ['rbd', '--warm', ...steps(BUSY, 'echo works')]);
    expect([next.status, next.stdout], next.stderr).toEqual([0, expect.stringContaining('works\n')]);
    await cluster.unwatched('hung');
  });
}

/** A tree of Ceph's whose `ceph` knows nothing. */
function treeWithoutCeph(): string {
  const directory = temporaryDirectory('tree');
  mkdirSync(join(directory, 'bin'));
  const program = join(directory, 'bin/ceph');
  writeFileSync(program, '#!/bin/sh\nexit 22\n');
  for (const path of [directory, join(directory, 'bin'), program]) chmodSync(path, 0o755);
  return directory;
}
