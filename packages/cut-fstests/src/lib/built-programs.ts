import { basename, join } from 'node:path';
import type { Manifest } from '@rapido/kit';

export interface Programs {
  /** Names, or paths below the tree that they are built in. */
  readonly required: readonly string[];
  readonly extra: readonly string[];
}

/** Programs of this machine, or, where `tree` is given, those that were built there: before all others in the guest's PATH. */
export function addPrograms(m: Manifest, { required, extra }: Programs, tree?: string): void {
  if (tree === undefined) {
    m.bin(...required.map((path) => basename(path)));
    m.tryBin(...extra.map((path) => basename(path)));
    return;
  }
  const dest = (path: string) => `/usr/local/sbin/${basename(path)}`;
  for (const path of required) m.file(dest(path), join(tree, path));
  for (const path of extra) m.file(dest(path), join(tree, path), { optional: true });
}
