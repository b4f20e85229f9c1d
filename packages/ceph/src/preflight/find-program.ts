import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program of Ceph's, and where its libraries are if they are not installed. */
export interface CephProgram {
  readonly path: string;
  readonly libraries?: string;
}

/** The tree's own, where the settings name one that has it, else the one that is installed. */
export function findProgram(
  name: string,
  tree: string | undefined,
  path = process.env['PATH'] || '/usr/local/bin:/usr/bin',
): CephProgram | undefined {
  const builds = tree === undefined ? [] : [join(tree, 'build'), tree];
  for (const build of builds) {
    const built = join(build, 'bin', name);
    if (isProgram(built)) return { path: built, libraries: join(build, 'lib') };
  }
  const dirs = path.split(delimiter).filter((dir) => dir.startsWith('/'));
  const installed = dirs.map((dir) => join(dir, name)).find(isProgram);
  return installed === undefined ? undefined : { path: installed };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
