import { describe, expect, test } from 'vitest';
import type { Image } from '../../src/image/types.js';
import { describeDisk } from '../../src/qemu/index.js';
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

describe('a disk that is told to each VM anew', () => {
  const perRun = {
    record: { cut: 'x', vm: { disks: [{ serial: 'RBD', bus: 'scsi', readOnly: true, perRun: true }] } },
  };
  const blockdev = { driver: 'rbd', pool: 'p', image: 'i' };

  test('is connected as the image says, and is what the plan says', () => {
    const [disk] = disksOf({ ...plan([]), blockdevs: { RBD: blockdev } }, perRun as unknown as Image);
    expect(disk).toEqual({ serial: 'RBD', bus: 'scsi', readOnly: true, source: { kind: 'blockdev', blockdev } });
    expect(disk && describeDisk(disk).blockdev).toEqual(blockdev);
  });

  test('gives way to the user’s, and needs the cut then no more', () => {
    const own = { serial: 'RBD', bus: 'virtio', readOnly: false, source: { kind: 'new', bytes: 512 } } as const;
    expect(disksOf(plan([own]), perRun as unknown as Image)).toEqual([own]);
  });

  test('is a reason to cut again where nobody says what it is', () => {
    expect(() => disksOf(plan([]), perRun as unknown as Image)).toThrow(/the cut x .* disk RBD/i);
  });
});
