import type { ModuleClosure } from '../kernel/index.js';
import type { ImageEntry } from '../manifest/types.js';

/** The modules that the guest's init loads, in this order. */
export function loadList({ load }: ModuleClosure): ImageEntry {
  return { kind: 'data', dest: '/rapido/modules', text: load.map((name) => `${name}\n`).join(''), mode: 0o644 };
}
