import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An automount(8), and where it has its modules. */
export interface Automount {
  readonly program: string;
  /** Directory of its modules, on the host. */
  readonly modules: string;
  /** Where it looks for them. */
  readonly guestModules: string;
  /** Its library, where that is not installed. */
  readonly library?: string;
}

/** Of a source tree that is built; undefined where it is not. */
export function builtAutomount(tree: string): Automount | undefined {
  const program = join(tree, 'daemon/automount');
  const guestModules = moduleDirectory(program);
  if (guestModules === undefined) return undefined;
  const library = join(tree, 'lib/libautofs.so');
  return { program, modules: join(tree, 'modules'), guestModules, ...(existsSync(library) && { library }) };
}

/** The installed one; undefined where there is none. */
export function installedAutomount(path = process.env['PATH'] ?? ''): Automount | undefined {
  for (const dir of [...path.split(':').filter((entry) => entry.startsWith('/')), '/usr/sbin', '/sbin']) {
    const program = join(dir, 'automount');
    const modules = moduleDirectory(program);
    if (modules !== undefined) return { program, modules, guestModules: modules };
  }
  return undefined;
}

/** It is compiled in, as a string of its own: `autofs` of the directory of libraries, as /usr/lib64/autofs. */
function moduleDirectory(program: string): string | undefined {
  try {
    accessSync(program, constants.X_OK);
    return /\0((?:\/[\w.+-]+)*\/lib\w*(?:\/[\w.+-]+)*\/autofs)\0/.exec(readFileSync(program, 'latin1'))?.[1];
  } catch {
    return undefined;
  }
}
