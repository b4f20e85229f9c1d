import { qemuExtraArgs } from '../../config/index.js';
import type { Image } from '../../image/types.js';
import { disksOf, type RunOptions } from '../launch.js';
import type { VmPlan } from '../types.js';

/** Why a VM cannot start from a saved state, as far as that is known beforehand. */
export function warmObstacle(
  plan: VmPlan,
  image: Image,
  { config, gdb, kernel }: Pick<RunOptions, 'config' | 'gdb' | 'kernel'>,
): string | undefined {
  if (gdb !== undefined) return 'it is to be debugged (--gdb)';
  if (kernel.config !== undefined && kernel.config.get('CONFIG_VMGENID') !== 'y') return NO_VMGENID;
  if (qemuExtraArgs(config).length > 0) return 'QEMU_EXTRA_ARGS makes it another machine';
  if ((image.record.vm.devices ?? []).length > 0) return 'its cut gives it devices of its own';
  if ((image.record.vm.virtiofs ?? []).length > 0) return 'it uses virtiofs';
  const kept = disksOf(plan, image).find(({ source }) => source.kind !== 'new');
  return kept && `its disk ${kept.serial} is not thrown away`;
}

export const NO_VMGENID = 'its kernel has no CONFIG_VMGENID=y, so restored VMs would have the same random numbers';

/** The line that says why a VM is booted though it was to be restored. */
export function notWarm(reason: string): string {
  return `Booted, not restored: ${reason}.`;
}
