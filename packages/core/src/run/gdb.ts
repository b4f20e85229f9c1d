import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { RapidoError } from '../errors.js';
import { isFile } from '../files.js';
import type { Environment } from '../host.js';
import type { Kernel } from '../kernel/index.js';
import { requireProgram, type WorkDir } from '../process/index.js';
import { findVm } from './running.js';

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

/** Runs gdb on our terminal, attached to a VM that is ready for it, with `more` arguments. Resolves with its exit status. */
export async function attachDebugger(
  environment: Environment,
  selector: string | undefined,
  more: readonly string[],
): Promise<number> {
  const { number, name, gdb } = await findVm(environment, selector);
  if (gdb === undefined) {
    throw new RapidoError('VM_NOT_FOUND', `VM ${number} (${name}) was not started with --gdb.`, {
      hint: 'Start it anew, as: rapido boot --gdb',
    });
  }
  const program = await requireProgram('gdb', environment.variables);
  // Ctrl-C is for gdb, which interrupts the VM by it.
  const ignore = () => {};
  process.on('SIGINT', ignore);
  try {
    const [status, signal] = await once(spawn(program, [...gdb.args, ...more], { stdio: 'inherit' }), 'close');
    return signal === null ? Number(status) : 128;
  } finally {
    process.off('SIGINT', ignore);
  }
}
