// Samba on CephFS: by smbd itself, by the kernel's client below it, and by several nodes of CTDB's.
import { expect, test } from 'vitest';
import { steps } from '../../run/vm.js';
import { filesWith } from '../key-search.js';
import { clientDirectory, runCut, scene } from '../scene.js';

const SHARE = { CIFS_SHARE: 'test', CIFS_USER: 'me', CIFS_PW: 'se cret', CEPH_FS: 'fs' };

/** Writes by the server that is mounted already, and reads by another one, which need not be ready yet. */
const otherReads = (server: string) => `
head -c 8M /dev/urandom >"/mnt/cifs/${server} ä" && sum=$(sha256sum <"/mnt/cifs/${server} ä") || exit
cd / && cifs-umount /mnt/cifs || exit
wait_for 120 env CIFS_SERVER=${server} cifs-mount /mnt/cifs && grep " /mnt/cifs " /proc/mounts || exit
[[ $(sha256sum <"/mnt/cifs/${server} ä") == "$sum" ]] && echo "read by ${server}" && rm "/mnt/cifs/${server} ä"`;

export function sambaScenarios(): void {
  test("one CephFS is shared by smbd's own client and over the kernel's, and left as any client leaves it", async () => {
    const { cluster } = scene();
    const directory = clientDirectory(SHARE);
    const servers = ['vfs=samba-cephfs', 'krn=samba-kernel-cephfs'];
    const run = await runCut(directory, [
      ...servers,
      'cli=cifs',
      ...['--set', 'cli:CIFS_SERVER=vfs'],
      ...steps(otherReads('krn'), otherReads('vfs')),
    ]);
    expect(run.status, run.stderr).toBe(0);
    expect(run.stdout).toMatch(/^\/\/krn\/test \/mnt\/cifs cifs [\s\S]*^read by krn\n[\s\S]*^read by vfs\n/m);
    expect(await cluster.sessions()).toEqual([]);
    const where = filesWith(cluster.keys['tester'] as string, cluster.directory);
    expect(where.filter((path) => !path.endsWith('/mine.keyring'))).toEqual([]);
  });

  test("two nodes of CTDB's are one server, with a lock in RADOS", async () => {
    const { cluster } = scene();
    const directory = clientDirectory(SHARE);
    const run = await runCut(directory, [
      ...['n1=ctdb-cephfs', 'n2=ctdb-cephfs', 'cli=cifs'],
      // A VM that hangs is to say where.
      ...['--set', 'cli:CIFS_SERVER=n1', '--timeout', '200'],
      ...['-x', '@n2 ctdb nodestatus all', '-x', `@cli ${otherReads('n2')}`],
    ]);
    expect(run.status, run.stderr).toBe(0);
    expect(run.stdout.match(/^n2: pnn:\d .* OK/gm)).toHaveLength(2);
    expect(run.stdout).toContain('cli: read by n2\n');
    expect(await cluster.sessions()).toEqual([]);
  });
}
