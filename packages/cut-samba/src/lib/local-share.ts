import type { Manifest } from '@rapido/kit';
import type { LocalShareValues } from './settings.js';

const MIB = 2 ** 20;

/** Adds a file system of the VM's own that is to be shared: on a disk with the serial SHARE, or in memory. */
export function addLocalShare(m: Manifest, settings: LocalShareValues, programs: readonly string[]): void {
  m.bin('chown', ...programs);
  m.include('guest/zram.fest');
  m.vm({ memory: `${1024 + Math.ceil(settings.SHARE_ZRAM_SIZE / MIB)}M` });
}
