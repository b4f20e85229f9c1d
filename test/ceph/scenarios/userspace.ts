// librbd in the guest (rbd-nbd) and in QEMU.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../../helpers/index.js';
import { steps } from '../../run/vm.js';
import { clientDirectory, runCut, scene } from '../scene.js';
import { expectKeySecret, LOOK_FOR_KEY } from '../secrets.js';

const WRITE = (device: string) =>
  `head -c 4M /dev/urandom | dd of=${device} bs=64k iflag=fullblock oflag=direct status=none && md5sum <${device}`;

export function userspaceScenarios(): void {
  test('rbd-nbd writes what QEMU reads as a disk, and the other way round', async () => {
    const { cluster } = scene();
    await cluster.createImage('blocks', 4, 'layering,exclusive-lock,object-map,fast-diff,deep-flatten');
    const directory = clientDirectory({ CEPH_RBD_IMAGE: 'blocks' });

    const nbd = await runCut(directory, ['rbd-nbd', ...steps(WRITE('$RBD_NBD_DEVICE'), LOOK_FOR_KEY)]);
    expect(nbd.status, nbd.stderr).toBe(0);
    expect(await cluster.watchers('blocks')).toEqual([]);
    expectKeySecret(nbd, directory, true);
    expect(sums(nbd.stdout)).toEqual([await sumOf('blocks')]);

    const qemu = await runCut(directory, ['qemu-rbd', ...steps('md5sum <$RBD_DEVICE', WRITE('$RBD_DEVICE'))]);
    expect(qemu.status, qemu.stderr).toBe(0);
    expect(await cluster.watchers('blocks')).toEqual([]);
    expectKeySecret(qemu, directory, false);
    expect(sums(qemu.stdout)).toEqual([sums(nbd.stdout)?.[0], await sumOf('blocks')]);
  });
}

const sums = (text: string) => text.match(/^[0-9a-f]{32}/gm);

/** Of an image, as the cluster has it. */
async function sumOf(image: string): Promise<string> {
  const path = join(temporaryDirectory('export'), image);
  await scene().cluster.rbd('export', '--no-progress', image, path);
  return createHash('md5').update(readFileSync(path)).digest('hex');
}
