import type { LaunchPlan } from '@rapido/core';

/** Why a VM would be started as it would be, a line each. */
export function launchReasons({ accelerator, acceleratorReason, bootedBy, bootReason, warm }: LaunchPlan): string[] {
  const entry = bootedBy === 'pvh' ? 'started directly' : 'unpacks itself (bzImage)';
  return [
    `Accelerator: ${accelerator}, ${acceleratorReason}`,
    `Kernel ${entry}: ${bootReason}`,
    ...(warm === undefined ? [] : [warm]),
  ];
}
