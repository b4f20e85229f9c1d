import { join } from 'node:path';
import { isFile } from '../files.js';
import type { Kernel } from '../kernel/index.js';
import type { WorkDir } from '../process/index.js';

/** How gdb gets at a VM. */
export interface Debugger {
  readonly socket: string;
  /** Arguments of gdb(1). */
  readonly args: readonly string[];
}

/**
 * Works out how gdb is to be called for a kernel: with the symbols of its tree, the scripts that the kernel has for gdb
 * (Documentation/process/debugging/gdb-kernel-debugging.rst) and the directory of its modules, where these are.
 */
export async function gdbSession(
  socket: string,
  { kernelFile, bootedBy }: { readonly kernelFile: string; readonly bootedBy: 'bzimage' | 'pvh' },
  { vmlinux, tree, modules }: Kernel,
  { reaper }: WorkDir,
): Promise<Debugger> {
  reaper.removes(socket);
  // One that was unpacked from a bzImage has no symbols, but says at least where functions are not.
  const symbols = vmlinux ?? (bootedBy === 'pvh' ? kernelFile : undefined);
  const hasScripts = tree !== undefined && (await isFile(join(tree.dir, 'vmlinux-gdb.py')));
  const args = [
    ...(tree === undefined ? [] : ['-iex', `add-auto-load-safe-path ${tree.dir}`]),
    ...(tree === undefined || tree.source === tree.dir ? [] : ['-iex', `add-auto-load-safe-path ${tree.source}`]),
    ...(symbols === undefined ? [] : [symbols]),
    ...['-ex', `target remote ${socket}`],
    ...(hasScripts ? ['-ex', `lx-symbols${modules.dir === undefined ? '' : ` ${modules.dir}`}`] : []),
  ];
  return { socket, args };
}
