import { expect, test } from 'vitest';
import type { Image } from '../../src/image/types.js';
import { disksOf } from '../../src/run/launch.js';
import type { VmPlan } from '../../src/run/types.js';

const image = {
  record: {
    vm: {
      disks: [
        { serial: 'TEST', size: '2G' },
        { serial: 'SCRATCH', bus: 'nvme' },
      ],
    },
  },
};
const plan = (disks: VmPlan['disks']) => ({ disks }) as VmPlan;

test('a VM has the disks that its cut needs, 1G unless said', () => {
  expect(disksOf(plan([]), image as unknown as Image)).toEqual([
    { serial: 'TEST', bus: 'virtio', readOnly: false, source: { kind: 'new', bytes: 2 * 2 ** 30 } },
    { serial: 'SCRATCH', bus: 'nvme', readOnly: false, source: { kind: 'new', bytes: 2 ** 30 } },
  ]);
});

test('a disk of the user’s takes the place of the cut’s of the same serial', () => {
  const own = { serial: 'TEST', bus: 'scsi', readOnly: true, source: { kind: 'path', path: '/x.img' } } as const;
  expect(disksOf(plan([own]), image as unknown as Image).map(({ serial, bus }) => `${serial} ${bus}`)).toEqual([
    'SCRATCH nvme',
    'TEST scsi',
  ]);
});
