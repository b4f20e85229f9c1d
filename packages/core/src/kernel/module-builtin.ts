import { join } from 'node:path';
import type { SourceLog } from '../source-log.js';
import { type AliasLookup, aliasLookup } from './aliases.js';
import { lines, moduleName } from './module-names.js';

/** What the lists of a directory say of what is built into a kernel; nothing where there are none. */
export function readBuiltin(
  dir: string | undefined,
  log: SourceLog,
): { readonly builtin: ReadonlySet<string>; readonly builtinAliases: AliasLookup } {
  const read = (name: string) => (dir === undefined ? '' : (log.read(join(dir, name))?.toString('utf8') ?? ''));
  return {
    builtin: new Set(lines(read('modules.builtin')).map(moduleName)),
    builtinAliases: aliasLookup(aliasLines(read('modules.builtin.modinfo'))),
  };
}

/** Of `zbud.alias=zpool-zbud`, each ended by a NUL. */
function aliasLines(modinfo: string): string {
  const aliases = modinfo.matchAll(/(?:^|\0)([\w-]+)\.alias=([^\0]*)/g);
  return Array.from(aliases, ([, module, pattern]) => `alias ${pattern} ${module}\n`).join('');
}
