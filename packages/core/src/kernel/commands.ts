import type { Kernel } from './types.js';

/** `text` as one word of a shell command that a user is told. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The command that makes `target` in a kernel tree; without a target, everything. */
export function make(dir: string, target?: string): string {
  return `make -C ${shellWord(dir)} ${target ?? '-j$(nproc)'}`;
}

/** The command that brings a tree's modules to where they were found installed; undefined where that does not apply. */
export function installModules(kernel: Kernel): string | undefined {
  if (kernel.modules.kind !== 'installed' || kernel.tree === undefined) return undefined;
  const path = kernel.modules.dir.replace(/\/lib\/modules\/[^/]+$/, '').replace(/^\/usr$/, '');
  return path === ''
    ? `sudo ${make(kernel.tree.dir, 'modules_install')}`
    : make(kernel.tree.dir, `modules_install INSTALL_MOD_PATH=${shellWord(path)}`);
}
