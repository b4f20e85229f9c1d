import { join } from 'node:path';
import type { SourceLog } from '../source-log.js';
import { lines } from './module-names.js';

/** What the lists of a directory say of what is built into a kernel. */
export interface BuiltinModules {
  readonly paths: readonly string[];
  readonly aliases: readonly (readonly [module: string, pattern: string])[];
}

/** Lists of what is built in, as a build leaves them. */
export const BUILTIN_LISTS = ['modules.builtin', 'modules.builtin.modinfo'] as const;

/** Nothing is built in where there are no lists. */
export function readBuiltin(dir: string | undefined, log: SourceLog): BuiltinModules {
  const [paths, modinfo] = BUILTIN_LISTS.map((name) => (dir === undefined ? undefined : log.read(join(dir, name))));
  return { paths: lines(paths?.toString('utf8') ?? ''), aliases: builtinAliases(modinfo?.toString('utf8') ?? '') };
}

/** Of `zbud.alias=zpool-zbud`, each ended by a NUL. */
function builtinAliases(modinfo: string): [module: string, pattern: string][] {
  const aliases = modinfo.matchAll(/(?:^|\0)([\w-]+)\.alias=([^\0]*)/g);
  return Array.from(aliases, ([, module = '', pattern = '']) => [module, pattern]);
}
