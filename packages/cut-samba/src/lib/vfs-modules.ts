import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '@rapido/kit';

/** Directories of modules of an installed Samba, by distribution; `vfs` is below. */
const INSTALLED = ['/usr/lib/x86_64-linux-gnu/samba', '/usr/lib64/samba', '/usr/lib/samba', '/usr/local/samba/lib'];

/** The modules that `vfs objects` names in a text of smb.conf. */
export function vfsObjects(conf: string): readonly string[] {
  const names = conf.split('\n').flatMap((line) => {
    const [, value = ''] = /^\s*vfs\s*objects?\s*=(.*)$/i.exec(line) ?? [];
    return value.split(/[\s,;]+/).map((name) => name.replace(/:.*$/, ''));
  });
  return [...new Set(names.filter((name) => /^[\w-]+$/.test(name)))];
}

/** The path of a module, of the tree where that is set. */
export function findVfsModule(name: string, tree: string | undefined): string | undefined {
  return moduleDirs(tree)
    .map((dir) => join(dir, 'vfs', `${name}.so`))
    .find((path) => existsSync(path));
}

/** Adds modules of `vfs objects`; where the tree's smbd looks for them, the guest finds out. */
export function addVfsModules(m: Manifest, tree: string | undefined, names: readonly string[]): void {
  const found: string[] = [];
  for (const name of names) {
    const path = findVfsModule(name, tree);
    // By its name, for which the packages are known.
    if (path !== undefined || tree === undefined) m.bin(path ?? `${name}.so`);
    else {
      const message = `SAMBA_SRC: ${tree} has no VFS module ${name}`;
      const fix = `Build Samba with it: its configure says what vfs_${name} needs.`;
      m.problem({ kind: 'usage', message, fix });
    }
    if (path !== undefined) found.push(path);
  }
  if (tree !== undefined) m.data('/usr/lib/rapido-samba/modules', found.map((path) => `${path}\n`).join(''));
}

function moduleDirs(tree: string | undefined): readonly string[] {
  if (tree === undefined) return INSTALLED;
  const libs = ['lib', 'lib64', ...below(join(tree, 'lib')).map((name) => join('lib', name))];
  return ['bin/modules', ...libs.flatMap((lib) => [lib, join(lib, 'samba')])].map((dir) => join(tree, dir));
}

/** Debian has a directory of the architecture's there. */
function below(dir: string): readonly string[] {
  try {
    return readdirSync(dir).filter((name) => name.endsWith('-linux-gnu'));
  } catch {
    return [];
  }
}
