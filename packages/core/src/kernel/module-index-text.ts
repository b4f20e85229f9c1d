import { join, resolve } from 'node:path';
import type { SourceLog } from '../source-log.js';
import { type AliasLookup, aliasLookup } from './aliases.js';
import type { IndexedModule, OwnModules } from './module-index.js';
import { wishes } from './module-info.js';
import { moduleName, plainName } from './module-names.js';

/** The index that depmod(8) has made in `dir`, of which each file is read when it is needed. */
export function textIndex(dir: string, log: SourceLog): OwnModules {
  const read = (name: string) => log.read(join(dir, name))?.toString('utf8') ?? '';
  const dependencies = dependencyLines(read('modules.dep'));
  const soft = wishesOf(`${read('modules.softdep')}\n${read('modules.weakdep')}`);
  let lookup: AliasLookup | undefined;
  return {
    async module(name) {
      const line = dependencies.get(name);
      return line === undefined ? undefined : moduleOf(name, line, dir, soft.get(name) ?? []);
    },
    async aliases(name) {
      lookup ??= aliasLookup(read('modules.alias'));
      return lookup(name);
    },
  };
}

/** modules.dep(5), by name: `kernel/fs/xfs/xfs.ko: kernel/lib/libcrc32c.ko`. */
function dependencyLines(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  // There are thousands of lines, of which a few are wanted: this is far faster than to split and to match them.
  for (let at = 0; at < text.length; ) {
    const [colon, end] = [text.indexOf(':', at), text.indexOf('\n', at)];
    if (colon < 0 || end < 0) break;
    const file = text.slice(text.lastIndexOf('/', colon) + 1, colon);
    found.set(plainName(file.slice(0, file.indexOf('.ko'))), text.slice(at, end));
    at = end + 1;
  }
  return found;
}

function moduleOf(name: string, line: string, dir: string, soft: readonly string[]): IndexedModule {
  const [path = '', depends = ''] = line.split(':');
  return { name, path, source: resolve(dir, path), depends: depends.split(' ').filter(Boolean).map(moduleName), soft };
}

/** modules.softdep and modules.weakdep: `softdep ext4 pre: crypto-crc32c post: x`, `weakdep a b`. */
function wishesOf(text: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [, module = '', names = ''] of text.matchAll(/^(?:softdep|weakdep)\s+(\S+)\s+(.*)$/gm)) {
    const name = plainName(module);
    found.set(name, [...(found.get(name) ?? []), ...wishes([names])]);
  }
  return found;
}
