import { parseDisks } from '@rapido/core';
import { RapidoError } from '@rapido/core/errors';
import type { BootFlags } from '../flags/boot-flags.js';

/** A VM, and the `--disk`s that are for it. */
export interface VmWithDisks {
  readonly name: string;
  readonly flags: Pick<BootFlags, 'disk'>;
}

/** A usage error where VMs would share a disk, and not all of them only read it. */
export function checkSharedDisks(vms: readonly VmWithDisks[], cwd: string): void {
  const disks = vms.flatMap(({ name, flags }) =>
    parseDisks(flags.disk ?? [], cwd).flatMap(({ source, readOnly }) =>
      source.kind === 'path' ? [{ name, path: source.path, readOnly }] : [],
    ),
  );
  for (const disk of disks) {
    const other = disks.find(({ name, path }) => name !== disk.name && path === disk.path);
    if (other === undefined || (disk.readOnly && other.readOnly)) continue;
    throw new RapidoError(
      'USAGE',
      `--disk: ${disk.name} and ${other.name} would share ${disk.path}, and write to it.`,
      {
        hint: `Say which VM it is for: --disk @${disk.name}=path=${disk.path},serial=NAME. Or let all of them only read it: ro.`,
      },
    );
  }
}
