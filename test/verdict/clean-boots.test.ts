import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { OTHER_KERNEL } from '../../scripts/lib/other-kernel.mjs';
import { start, temporaryDirectory } from '../helpers/index.js';
import { inNamespace } from '../helpers/namespace.js';
import { booted, cutImage, startBoot, steps } from '../run/vm.js';

/** Drivers and file systems that say much when they start. */
const MODULES = [
  'zram',
  'xfs',
  'btrfs',
  'ext4',
  'ceph',
  'nfsd',
  'cifs',
  'null_blk',
  'scsi_debug',
  'nvme',
  'virtio_net',
];
const LOADED = steps('lsmod', 'dmesg >/dev/null; cat /proc/meminfo >/dev/null; sync');

test('the installed kernel raises no alarm, whatever is loaded', async () => {
  const image = await cutImage(MODULES.flatMap((name) => ['--kmod', name]));
  const { status, stdout, verdict } = await booted(startBoot(image, LOADED));
  expect(Object.values(verdict.vms)[0]?.splats).toEqual([]);
  expect([status, verdict.outcome]).toEqual([0, 'pass']);
  expect(stdout).toMatch(/^btrfs /m);
});

test('nor does a kernel of another version', async () => {
  const [release] = readdirSync(join(OTHER_KERNEL, 'lib/modules'));
  const mounts = ['boot', 'lib/modules'].map((dir) => `mount --bind '${OTHER_KERNEL}/${dir}' /${dir}`).join('\n');
  const args = ['run', 'simple-example', '--kernel', String(release), '--kmod', 'zram', '--kmod', 'ext4', ...LOADED];
  const { status, verdict } = await booted(start(inNamespace(mounts, args), { cwd: temporaryDirectory() }));
  expect(verdict.kernel.release).toBe(release);
  expect(Object.values(verdict.vms)[0]?.splats).toEqual([]);
  expect(status).toBe(0);
});
