import type { Manifest } from '@rapido/kit';

/** Puts scripts of `guest/lib`, which autoruns and the suite's scripts share, below `dir`. */
export function addSuiteFiles(m: Manifest, dir: string, names: readonly string[]): void {
  for (const name of names) m.file(`${dir}/${name}`, `guest/lib/${name}`, { mode: 0o644 });
}
