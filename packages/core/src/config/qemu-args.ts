import { wordsOf } from './access.js';
import type { Config } from './types.js';

/**
 * QEMU_EXTRA_ARGS without what Rapido gives itself: `-nographic`, and `-device virtio-rng-pci`, which users had to
 * repeat when they set the key.
 */
export function qemuExtraArgs(config: Config): string[] {
  const args = wordsOf(config, 'QEMU_EXTRA_ARGS');
  return args.filter((arg, index) => {
    if (isOption(arg, 'nographic')) return false;
    const isRng = (at: number) => isOption(args[at], 'device') && args[at + 1] === 'virtio-rng-pci';
    return !isRng(index) && !isRng(index - 1);
  });
}

/** Why QEMU_EXTRA_ARGS cannot be used, to follow its name; undefined where it can. */
export function refusedQemuArgs(args: readonly string[]): string | undefined {
  if (!args.some((arg) => isOption(arg, 'daemonize'))) return undefined;
  return 'holds -daemonize, but a VM lives no longer than the rapido that watches it and reports its result; remove it, and run rapido itself in the background';
}

/** QEMU takes its options with one dash or two. */
function isOption(arg: string | undefined, name: string): boolean {
  return arg === `-${name}` || arg === `--${name}`;
}
