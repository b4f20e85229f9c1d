// How these tests boot the kernel that finds faults.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FoundSplat, VmResult } from '@rapido/core';
import { debugKernel } from '../helpers/debug-kernel.js';
import { buildKmod } from '../helpers/index.js';
import { type Booted, boot, cutImage, steps } from '../run/vm.js';

/** An image of the debug kernel, with the test module and lkdtm. */
export interface DebugImage {
  readonly image: string;
  /** Its build directory (O=). */
  readonly kernel: string;
}

export async function cutDebugImage(): Promise<DebugImage> {
  const kernel = await debugKernel('debug');
  const image = await cutImage(['--kernel', kernel, '--kmod', await buildKmod(kernel), '--kmod', 'lkdtm']);
  return { image, kernel };
}

/** Boots it to its end, with flags, for steps. */
export function bootDebug(
  { image, kernel }: DebugImage,
  flags: readonly string[],
  ...commands: readonly string[]
): Promise<Booted> {
  return boot(image, ['--kernel', kernel, ...flags, ...steps(...commands)]);
}

/** A command that has lkdtm make a crash (Documentation/fault-injection/provoke-crashes.rst). */
export function crash(type: string): string {
  return `echo ${type} >/sys/kernel/debug/provoke-crash/DIRECT`;
}

export function resultOf({ verdict }: Booted): VmResult {
  return verdict.vms[verdict.vm] as VmResult;
}

/** What tells splats of a run apart: `STEP KIND TITLE`, with a mark on those that are fatal. */
export function splatsOf(run: Booted): string[] {
  const line = ({ step, kind, title, fatal }: FoundSplat) => `${step} ${kind}${fatal ? '!' : ''} ${title}`;
  return resultOf(run).splats.map(line);
}

export function bundleFile({ verdict }: Booted, name: string): string {
  return readFileSync(join(verdict.bundle, name), 'utf8');
}
