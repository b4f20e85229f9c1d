import type { DiskNeed, VmNeeds } from '@rapido/kit';
import type { ImageRecord, RecordedDisk } from './types.js';

/** What of a VM's needs is an image's: of a disk that is told to each VM anew, only that it is. */
export function recordedVm<V extends VmNeeds>(vm: V): Omit<V, 'disks'> & { readonly disks?: readonly RecordedDisk[] } {
  const { disks } = vm;
  return disks === undefined ? vm : { ...vm, disks: disks.map(recordedDisk) };
}

function recordedDisk({ blockdev, ...disk }: DiskNeed): RecordedDisk {
  return blockdev === undefined ? disk : { ...disk, perRun: true };
}

/** A disk of the user's, which takes the place of the cut's of the same serial. */
type Given = readonly { readonly serial: string }[];

/** The disks that an image needs besides those that the user gives. */
export function neededDisks({ vm }: ImageRecord, given: Given): RecordedDisk[] {
  return (vm.disks ?? []).filter(({ serial }) => !given.some((disk) => disk.serial === serial));
}

/** What only the cut of an image can tell of its VM. */
export function needsOfCut(record: ImageRecord, given: Given): { readonly files: boolean; readonly disks: boolean } {
  return { files: record.runFiles.length > 0, disks: neededDisks(record, given).some(({ perRun }) => perRun) };
}
