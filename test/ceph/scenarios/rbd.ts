// The kernel's client of RBD.
import { expect, test } from 'vitest';
import { recordCalls } from '../../helpers/secrets.js';
import { steps } from '../../run/vm.js';
import { clientDirectory, runCut, runRefused, scene } from '../scene.js';
import { expectKeySecret, expectStatesReadable, LOOK_FOR_KEY } from '../secrets.js';

const MAP_AGAIN = [
  'mkfs.xfs -q /dev/rbd/rbd/disk && mount /dev/rbd/rbd/disk /mnt',
  'head -c 8M /dev/urandom >/mnt/file && sync && md5sum </mnt/file >/tmp/sum && umount /mnt',
  'rbd-unmap && ls /dev/rbd* /sys/bus/rbd/devices',
  'device=$(rbd-map) && [[ $device -ef /dev/rbd/rbd/disk ]] && mount "$device" /mnt',
  'md5sum --check --status /tmp/sum </mnt/file && echo the same',
  // What is mounted and mapped is left so.
  LOOK_FOR_KEY,
];

export function rbdScenarios(): void {
  test('an image is made where one asks for it, mapped, written, unmapped, and mapped again with what was written', async () => {
    const directory = clientDirectory({ CEPH_RBD_IMAGE: 'disk', CEPH_RBD_IMAGE_MB: '320' });
    const missing = await runRefused(directory, ['rbd', '-x', 'true']);
    expect([missing.status, missing.stderr]).toEqual([128, expect.stringContaining('--create-image')]);
    expect(await scene().cluster.rbd('ls')).toBe('');

    const rbd = recordCalls('rbd');
    const args = ['rbd', '--warm', '--create-image', '--console', ...steps(...MAP_AGAIN)];
    const run = await runCut(directory, args, { PATH: rbd.path });
    expect(run.status, run.stderr).toBe(0);
    expect(run.stdout).toContain('the same\n');
    expect(JSON.parse(await scene().cluster.rbd('info', '--format', 'json', 'disk'))).toMatchObject({
      size: 320 * 1024 * 1024,
    });
    expect(await scene().cluster.watchers('disk')).toEqual([]);
    expectKeySecret(run, directory, true);
    expectStatesReadable();
    // The program was asked; its command lines are among the files that were searched.
    expect(rbd.calls()).toContainEqual(expect.stringContaining(' create --pool=rbd --image=disk'));
  });
}
