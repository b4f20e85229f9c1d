import type { DiskNeed, VmNeeds } from '@rapido/kit';
import { formatSize, parseSize } from '../config/size.js';
import { SERIAL } from '../qemu/index.js';
import { Fault } from './fault.js';

const MIB = 1024 ** 2;

/**
 * All that several parts of a manifest need of a VM: the larger memory and number of CPUs, the network if one needs
 * it, and all lists joined (a disk or kernel parameter that is said twice counts once).
 */
export function mergeVmNeeds(...all: readonly VmNeeds[]): VmNeeds {
  return all.reduce(mergeTwo, {});
}

/** An amount of memory, shortest form: `512M`, `2G`. Throws a Fault unless it is a whole number of MiB. */
export function memoryText(memory: string): string {
  const bytes = parseSize(memory) ?? 0;
  if (bytes > 0 && bytes % MIB === 0) return formatSize(bytes);
  throw new Fault(`${JSON.stringify(memory)} is not an amount of memory, as 512M or 2G`);
}

/** A number of CPUs. Throws a Fault unless it is a whole number above 0. */
export function cpuCount(cpus: number): number {
  if (Number.isInteger(cpus) && cpus > 0) return cpus;
  throw new Fault(`${cpus} is not a number of CPUs`);
}

/** Disks that the guest can tell apart. Throws a Fault for a serial or a size that cannot be, or a serial that is there twice. */
function checkedDisks(disks: readonly DiskNeed[]): readonly DiskNeed[] {
  const serials = new Set<string>();
  for (const { serial, size } of disks) {
    const said = JSON.stringify(serial);
    if (!SERIAL.test(serial))
      throw new Fault(`${said} is no serial of a disk: up to 20 ASCII characters, without spaces`);
    if (serials.has(serial)) throw new Fault(`two different disks have the serial ${said}`);
    if (size !== undefined && (parseSize(size) ?? 0) < 512)
      throw new Fault(`the disk ${said} has the size ${JSON.stringify(size)}`);
    serials.add(serial);
  }
  return disks;
}

function mergeTwo(one: VmNeeds, other: VmNeeds): VmNeeds {
  const memory = [one.memory, other.memory].filter((text) => text !== undefined).map(memoryText);
  const cpus = [one.cpus, other.cpus].filter((count) => count !== undefined).map(cpuCount);
  const append = joined(one.append, other.append);
  const disks = checkedDisks(joined(one.disks, other.disks));
  const virtiofs = joined(one.virtiofs, other.virtiofs);
  const devices = [...(one.devices ?? []), ...(other.devices ?? [])];
  return {
    ...(memory.length > 0 && { memory: memory.reduce((a, b) => (bytesOf(b) > bytesOf(a) ? b : a)) }),
    ...(cpus.length > 0 && { cpus: Math.max(...cpus) }),
    ...((one.network || other.network) && { network: true }),
    ...(append.length > 0 && { append }),
    ...(disks.length > 0 && { disks }),
    ...(devices.length > 0 && { devices }),
    ...(virtiofs.length > 0 && { virtiofs }),
  };
}

function bytesOf(memory: string): number {
  return parseSize(memory) ?? 0;
}

function joined<T>(one: readonly T[] = [], other: readonly T[] = []): T[] {
  return [...new Map([...one, ...other].map((part) => [JSON.stringify(part), part])).values()];
}
