// CephFS by the kernel's client and by FUSE, each reading what the other has written in another VM.
import { expect, test } from 'vitest';
import { bothProtocols } from '../../helpers/ceph-cluster.js';
import { steps } from '../../run/vm.js';
import { warmth } from '../../warm/vm.js';
import { clientDirectory, NOBODY, runCut, scene } from '../scene.js';
import { expectKeySecret, LOOK_FOR_KEY } from '../secrets.js';

const write = (name: string) =>
  `head -c 4M /dev/urandom >"/mnt/cephfs/${name}, ä" && sync "/mnt/cephfs/${name}, ä" && md5sum <"/mnt/cephfs/${name}, ä"`;
const read = (name: string) => `md5sum <"/mnt/cephfs/${name}, ä"`;
const MOUNTED = "grep ' /mnt/cephfs ' /proc/mounts";
/** A directory of the file system, at one that is written with a slash too many. */
const BELOW =
  'mkdir "/mnt/cephfs/a b" && ! cephfs-fuse-mount "/mnt/c d" && cephfs-fuse-mount /mnt/c/ "a b" && touch /mnt/c/e && ls "/mnt/cephfs/a b/e"';
const nowhere = (mount: string) =>
  `said=$(${mount} /mnt/none nowhere 2>&1) ; [[ $said == *"file system fs has no directory /nowhere"* ]] && ! grep " /mnt/none " /proc/mounts`;

export function cephfsScenarios(): void {
  test('msgr2 by checksums, FUSE, and msgr2 encrypted, with one monitor address of two that nobody has', async () => {
    const { cluster } = scene();
    const address = bothProtocols(cluster.address);
    const [crc, fuse, secure] = ['crc', 'legacy', 'secure'].map((mode) =>
      clientDirectory({ CEPH_MS_MODE: mode, CEPH_FS: 'fs' }, { monHost: `${bothProtocols(NOBODY)},${address}` }),
    ) as [string, string, string];

    const first = await runCut(crc, [
      'cephfs',
      '--warm',
      '--console',
      ...steps(MOUNTED, write('kernel'), LOOK_FOR_KEY, nowhere('cephfs-mount')),
    ]);
    expect(first.status, first.stderr).toBe(0);
    expect(first.stdout).toMatch(/^192\.168\.155\.77:3300,192\.168\.155\.1:3300:\/ \/mnt\/cephfs ceph \S*ms_mode=crc/m);
    expect(await cluster.sessions()).toEqual([]);
    expectKeySecret(first, crc, true);

    const second = await runCut(fuse, [
      'cephfs-fuse',
      ...steps(MOUNTED, read('kernel'), write('fuse'), LOOK_FOR_KEY, BELOW, nowhere('cephfs-fuse-mount')),
    ]);
    expect(second.status, second.stderr).toBe(0);
    expect(second.stdout).toMatch(/ \/mnt\/cephfs fuse\.ceph-fuse /);
    expect(await cluster.sessions()).toEqual([]);
    expectKeySecret(second, fuse, true);

    const third = await runCut(secure, ['cephfs', '--warm', ...steps(MOUNTED, read('kernel'), read('fuse'))]);
    expect(third.status, third.stderr).toBe(0);
    expect(third.stdout).toContain('ms_mode=secure');
    expect(warmth(third)).toMatchObject({ restored: true });
    expect(await cluster.sessions()).toEqual([]);

    const sums = (text: string) => text.match(/^[0-9a-f]{32}/gm);
    const [byKernel] = sums(first.stdout) ?? [];
    const [, byFuse] = sums(second.stdout) ?? [];
    expect(byKernel).toBeDefined();
    expect(sums(second.stdout)).toEqual([byKernel, byFuse]);
    expect(sums(third.stdout)).toEqual([byKernel, byFuse]);
  });
}
