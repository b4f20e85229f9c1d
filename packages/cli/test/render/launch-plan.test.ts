import type { LaunchPlan } from '@rapido/core';
import { expect, it } from 'vitest';
import { launchReasons } from '../../src/render/launch-plan.js';

const plan = {
  accelerator: 'tcg',
  acceleratorReason: 'there is no usable /dev/kvm',
  bootedBy: 'pvh',
  bootReason: '/home/me/linux/vmlinux',
} as LaunchPlan;

it('tells why a VM would be started so', () => {
  expect(launchReasons(plan)).toEqual([
    'Accelerator: tcg, there is no usable /dev/kvm',
    'Kernel started directly: /home/me/linux/vmlinux',
  ]);
  const unpacked = {
    ...plan,
    bootedBy: 'bzimage',
    bootReason: 'it was built without CONFIG_PVH',
    warm: 'Booted.',
  } as const;
  expect(launchReasons(unpacked).slice(1)).toEqual([
    'Kernel unpacks itself (bzImage): it was built without CONFIG_PVH',
    'Booted.',
  ]);
});
