import type { DiskNeed, VmNeeds } from '@rapido/kit';
import { formatSize, parseSize } from '../config/size.js';
import { blockdevFault, SERIAL } from '../qemu/index.js';
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

/** Throws a Fault for a disk with a serial, a size or a `blockdev` that cannot be. */
function checkedDisk(disk: DiskNeed): DiskNeed {
  const { serial, size, blockdev } = disk;
  const said = JSON.stringify(serial);
  if (!SERIAL.test(serial))
    throw new Fault(`${said} is no serial of a disk: up to 20 ASCII characters, without spaces`);
  if (size !== undefined && (parseSize(size) ?? 0) < 512)
    throw new Fault(`the disk ${said} has the size ${JSON.stringify(size)}`);
  const fault = blockdev === undefined ? undefined : blockdevFault(blockdev);
  if (fault !== undefined) throw new Fault(`the blockdev of the disk ${said} ${fault}`);
  if (blockdev !== undefined && size !== undefined)
    throw new Fault(`the disk ${said} has a size, though its blockdev says what it is`);
  return disk;
}

/** Disks that the guest can tell apart. Throws a Fault for a serial that is there twice. */
function distinct(disks: readonly DiskNeed[]): readonly DiskNeed[] {
  const twice = disks.find(({ serial }, index) => disks.findIndex((other) => other.serial === serial) < index);
  if (twice === undefined) return disks;
  throw new Fault(`two different disks have the serial ${JSON.stringify(twice.serial)}`);
}

function mergeTwo(one: VmNeeds, other: VmNeeds): VmNeeds {
  const memory = [one.memory, other.memory].filter((text) => text !== undefined).map(memoryText);
  const cpus = [one.cpus, other.cpus].filter((count) => count !== undefined).map(cpuCount);
  const append = joined(one.append, other.append);
  const disks = distinct(joined(one.disks?.map(checkedDisk), other.disks?.map(checkedDisk)));
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
