import { expect, test } from 'vitest';
import type { CutRun } from '../../src/image/cut-run.js';
import type { CutPlan } from '../../src/image/gather.js';
import { imageRecord } from '../../src/image/image-record.js';

function runIn(root: string): CutRun {
  return {
    ...{ cut: { name: 'x', summary: '' }, config: { entries: {} }, kernel: { release: '6.1.0' } },
    plugin: { name: '-', version: '', root },
  } as unknown as CutRun;
}

test('what a record says is the same wherever the cut lies, and holds no text', () => {
  const recordIn = (root: string) => {
    const run = runIn(root);
    const wanted = [
      { from: 'x', kind: 'kmod', name: `${root}/mine.ko`, load: true },
      { from: 'x', kind: 'autorun', source: `${root}/guest/x.sh` },
      { from: 'x', kind: 'bin', source: '/usr/bin/ls' },
      { from: 'x', kind: 'data', dest: '/x', text: 'hush' },
    ];
    const plan = { wanted, vm: { memory: '512M', cpus: 1 }, manifest: { runFiles: [] } } as unknown as CutPlan;
    return imageRecord(run, plan, { bytes: 1, unpackedBytes: 1, digest: '' });
  };
  expect(recordIn('/one')).toEqual(recordIn('/another/place'));
  expect(recordIn('/one').manifest).toBe(
    'kmod ./mine.ko\nautorun ./guest/x.sh\nbin /usr/bin/ls\ndata /x "(4 bytes)"\n',
  );
});

test('of a disk that each VM is told of anew, a record says only that it is', () => {
  const disks = [
    { serial: 'SCRATCH', size: '2G' },
    { serial: 'RBD', bus: 'scsi', blockdev: { driver: 'rbd', image: 'hush' } },
  ] as const;
  const plan = { wanted: [], vm: { memory: '512M', cpus: 1, disks }, manifest: { runFiles: [] } } as unknown as CutPlan;
  const { vm } = imageRecord(runIn('/'), plan, { bytes: 1, unpackedBytes: 1, digest: '' });
  expect(vm.disks).toEqual([
    { serial: 'SCRATCH', size: '2G' },
    { serial: 'RBD', bus: 'scsi', perRun: true },
  ]);
});
