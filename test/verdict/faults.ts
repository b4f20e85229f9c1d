// How these tests have the kernel make faults.
import { buildKmod, kernelWithHeaders } from '../helpers/index.js';
import { cutImage, steps } from '../run/vm.js';

/** Cuts an image with the test module, for the kernel that it is built for. */
export async function cutFaultImage(args: readonly string[] = []): Promise<string> {
  return cutImage(['--kernel', kernelWithHeaders().release, '--kmod', await buildKmod(), ...args]);
}

/** Flags of a boot of such an image. */
export function faultBoot(...commands: readonly string[]): string[] {
  return ['--kernel', kernelWithHeaders().release, ...steps(...commands)];
}

/** A command that makes the module make a fault. */
export function fault(name: string): string {
  return `echo ${name} >/sys/module/rapido_fault/parameters/fault`;
}
