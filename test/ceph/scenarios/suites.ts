// The suites of clients of Ceph, with the small suites of this project.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { files } from '../../helpers/secrets.js';
import { steps } from '../../run/vm.js';
import { BLKTESTS, FSTESTS, furtherVms, type SuiteRun, statuses, suiteRun, testOf, textOf } from '../../suite/suite.js';
import { formsOf } from '../key-search.js';
import { clientDirectory, scene, startRun } from '../scene.js';

/** Of xfstests' interface, what needs no more than two directories. */
const ON_CEPHFS = ['generic/001', 'generic/002', 'generic/003', 'generic/004', 'generic/005', 'generic/008'];

/** After the suite, which leaves nothing mounted: what it mounts is, and is so when the VM ends. */
const MOUNT = 'mount -t ceph $MOUNT_OPTIONS "$SCRATCH_DEV" "$SCRATCH_MNT" && grep " $SCRATCH_MNT " /proc/mounts';

export function suiteScenarios(): void {
  test('xfstests on CephFS in two restored VMs: each in directories of its own, and nothing stays on the cluster', async () => {
    const { cluster } = scene();
    const directory = clientDirectory({ FSTESTS_SRC: FSTESTS, MOUNT_OPTIONS: '-o noatime' });
    const args = ['fstests-cephfs', '--warm', '--jobs', '2', ...steps(MOUNT), '--', ...ON_CEPHFS];
    const run = await runOfSuite(directory, args);
    expect(statuses(run)).toEqual(Object.fromEntries(ON_CEPHFS.map((name) => [name, 'pass'])));
    expect(run.status, run.stderr).toBe(0);
    expect(run.stdout).toMatch(
      /^192\.168\.155\.1:6789:\/rapido-fstests\/job-1\/scratch \/mnt\/scratch ceph rw,noatime,name=tester,/m,
    );
    const scratch = consoles(run).map((text) => /\| MKFS_OPTIONS +-- (.*?)\r?$/m.exec(text)?.[1]);
    expect(scratch.sort()).toEqual([1, 2].map((job) => `192.168.155.1:6789:/rapido-fstests/job-${job}/scratch`));
    expect(await cluster.sessions()).toEqual([]);
    expectNoKey(run, directory);
  });

  test('blktests on RBD in two VMs: each has an image of its own', async () => {
    const { cluster } = scene();
    await cluster.createImage('blktests1', 64);
    await cluster.createImage('blktests2', 96);
    const images = 'blktests1 blktests2';
    const directory = clientDirectory({ BLKTESTS_SRC: BLKTESTS, CEPH_RBD_IMAGE: images, CEPH_MS_MODE: 'crc' });
    const run = await runOfSuite(directory, ['blktests-rbd', '--jobs', '2', '--', 'block', 'loop']);
    const others = { 'block/002 (rbd0)': 'pass', 'block/003': 'skip', 'loop/001': 'pass' };
    expect(statuses(run)).toEqual({ 'block/001 (rbd0)': 'pass', ...others });
    expect(run.status, run.stderr).toBe(0);
    const capacities = kernelLogs(run).map((text) => /rbd0: capacity (\d+)/.exec(text)?.[1]);
    expect(capacities.map(Number).sort((a, b) => a - b)).toEqual([64 * 2 ** 20, 96 * 2 ** 20]);
    for (const image of images.split(' ')) expect(await cluster.watchers(image)).toEqual([]);
    expectNoKey(run, directory);
  });

  test('blktests on RBD after a crash: the lock of the image passes on to the next VM', async () => {
    const { cluster } = scene();
    await cluster.createImage('locked', 64, 'layering,exclusive-lock');
    const directory = clientDirectory({ BLKTESTS_SRC: BLKTESTS, CEPH_RBD_IMAGE: 'locked' });
    const run = await runOfSuite(directory, ['blktests-rbd', '--retry-failed', '1', '--', 'block/001', 'trouble/003']);
    expect(statuses(run)).toEqual({ 'block/001 (rbd0)': 'pass', 'trouble/003': 'crash' });
    expect(testOf(run, 'trouble/003').attempts).toMatchObject([{ status: 'crash' }, { status: 'crash' }]);
    const [first, second] = kernelLogs(run);
    expect(first).not.toContain('breaking header lock');
    expect(second).toMatch(/rbd: rbd0: breaking header lock owned by client\d+/);
  });
}

async function runOfSuite(directory: string, args: readonly string[]): Promise<SuiteRun> {
  return suiteRun(await startRun(directory, args).result);
}

/** The VMs' consoles, on which the suite's own output is. */
function consoles(run: SuiteRun): string[] {
  return logs(run, 'console.log');
}

function kernelLogs(run: SuiteRun): string[] {
  return logs(run, 'kernel.log');
}

function logs(run: SuiteRun, name: string): string[] {
  return [name, ...furtherVms(run).map((vm) => `vms/${vm}/${name}`)].map((path) => textOf(run, path));
}

/** The user's key is not in what is printed, in the bundle with the suite's files, or in the image. */
function expectNoKey(run: SuiteRun, directory: string): void {
  const forms = formsOf(scene().cluster.keys['tester'] as string);
  const tells = (text: Buffer) => forms.some((form) => text.includes(form));
  expect(tells(Buffer.from(run.stdout + run.stderr, 'latin1'))).toBe(false);
  const found = [...files(run.bundle), ...files(directory)].filter((path) => tells(readFileSync(path)));
  expect(found).toEqual([join(directory, 'mine.keyring')]);
}
