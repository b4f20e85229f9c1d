import { expect, test } from 'vitest';
import type { Config } from '../../../src/config/index.js';
import type { Image } from '../../../src/image/types.js';
import type { Kernel } from '../../../src/kernel/index.js';
import type { VmPlan } from '../../../src/run/types.js';
import { warmObstacle } from '../../../src/run/warm/obstacle.js';

interface Case {
  readonly symbols?: Record<string, string>;
  readonly devices?: string[];
  readonly path?: string;
  readonly blockdev?: Record<string, unknown>;
  readonly gdb?: 'run';
}

function obstacleOf({ symbols, devices, path, blockdev, gdb }: Case): string | undefined {
  const disks = path === undefined ? [] : [{ serial: 'MINE', bus: 'virtio', source: { kind: 'path', path } }];
  const kernel = { ...(symbols ? { config: new Map(Object.entries(symbols)) } : {}) } as unknown as Kernel;
  const told = blockdev === undefined ? [] : [{ serial: 'TOLD', perRun: true }];
  const vm = { disks: [{ serial: 'TEST', size: '1G' }, ...told], ...(devices ? { devices } : {}) };
  const blockdevs = blockdev === undefined ? {} : { TOLD: blockdev };
  return warmObstacle({ disks, blockdevs } as unknown as VmPlan, { record: { vm } } as unknown as Image, {
    config: { entries: {} } as unknown as Config,
    kernel,
    ...(gdb === undefined ? {} : { gdb }),
  });
}

test('a VM whose disks are thrown away, on a kernel that can tell that it was restored, may be warm', () => {
  expect(obstacleOf({ symbols: { CONFIG_VMGENID: 'y' } })).toBeUndefined();
  expect(obstacleOf({})).toBeUndefined();
});

test.each([
  [{ symbols: { CONFIG_VMGENID: 'm' } }, 'CONFIG_VMGENID=y'],
  [{ symbols: {} }, 'CONFIG_VMGENID=y'],
  [{ devices: ['pvpanic-pci'] }, 'devices of its own'],
  [{ path: '/x.img' }, 'its disk MINE is not thrown away'],
  [{ blockdev: { driver: 'rbd' } }, 'its disk TOLD is not thrown away'],
  [{ gdb: 'run' }, '--gdb'],
] as const)('%j is an obstacle', (given, reason) => {
  expect(obstacleOf(given as Case)).toContain(reason);
});
