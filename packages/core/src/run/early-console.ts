import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from '../host.js';
import { bootVm } from './boot-vm.js';
import type { RunOptions } from './launch.js';
import type { Vm } from './start-vm.js';
import type { VmEnd } from './vm.js';

/** Of such an end nothing is known: neither init nor the kernel has said anything, and nobody has killed or ended it. */
export function diedWithoutAByte({
  outcome,
  greeted,
  console,
  qemu,
  endedFor,
}: Pick<VmEnd, 'outcome' | 'greeted' | 'console' | 'qemu' | 'endedFor'>): boolean {
  const isSilent = !greeted && console === '';
  return (outcome === 'ended' || outcome === 'hang') && isSilent && qemu.signal === undefined && endedFor === undefined;
}

/**
 * Boots a kernel that died without a word once more, from its bzImage and with a console that works from the first moment.
 * Returns what that told.
 */
export async function bootAgain(vm: Vm, options: RunOptions, host: Host): Promise<string> {
  const bundle = join(vm.bundle, 'early-console');
  await mkdir(bundle, { mode: 0o700 });
  const { warm: _, ...cold } = options;
  const end = await bootVm(
    {
      ...vm,
      bundle,
      again: true,
      plan: {
        ...vm.plan,
        append: [...vm.plan.append, 'earlyprintk=serial,ttyS0,115200', 'ignore_loglevel'],
        steps: [],
      },
      setup: { ...vm.setup, kernelFile: options.kernel.image, bootedBy: 'bzimage' },
    },
    { ...cold, interactive: false, dump: false, timeout: EARLY_SECONDS, hangTimeout: EARLY_SILENCE },
    host,
  );
  const last = end.console.split(/\r?\n/).findLast((line) => line.trim() !== '');
  const said = last === undefined ? 'nothing was printed either' : (end.splats[0]?.title ?? last.trim());
  return `once more with an early console (${bundle}): ${said}`;
}

const EARLY_SECONDS = 60;
/** A bzImage under TCG takes 8 s to its first words. */
const EARLY_SILENCE = 25;
