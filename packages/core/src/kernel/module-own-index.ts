import type { BuiltinModules } from './module-builtin.js';
import { needs } from './module-index-files.js';
import type { ModuleInfo } from './module-info.js';
import { moduleName } from './module-names.js';
import { packTrie, type TrieEntry } from './module-trie.js';
import { topologicalOrder } from './topological-order.js';

/** A module with what it says of itself. */
export interface DescribedModule {
  readonly name: string;
  /** Below `lib/modules/RELEASE`. */
  readonly path: string;
  readonly info: ModuleInfo;
  /** Symbols that it exports. */
  readonly exports: readonly string[];
}

/**
 * The index that depmod(8) would make of these modules, which are in the order of `modules.order` and have all that they
 * depend on among them: contents by file names.
 */
export function ownIndex(modules: readonly DescribedModule[], builtin: BuiltinModules): ReadonlyMap<string, Buffer> {
  const aliases = modules.flatMap(({ name, info }, priority) =>
    (info.get('alias') ?? []).map((key) => ({ key, value: name, priority })),
  );
  const symbols = modules.flatMap(({ name, exports }, priority) =>
    exports.map((symbol) => ({ key: `symbol:${symbol}`, value: name, priority })),
  );
  const dependencies = dependencyEntries(modules);
  const builtinAliases = builtin.aliases.map(([value, key]) => ({ key, value, priority: 0 }));
  const builtinNames = builtin.paths.map((path) => ({ key: moduleName(path), value: '', priority: 0 }));
  return new Map([
    [
      'modules.dep',
      text(
        '',
        dependencies.map(({ value }) => value),
      ),
    ],
    ['modules.dep.bin', packTrie(dependencies)],
    ['modules.alias', text('# Aliases extracted from modules themselves.', aliasLines(aliases))],
    ['modules.alias.bin', packTrie(aliases.map(normal))],
    ['modules.symbols', text('# Aliases for symbols, used by symbol_request().', aliasLines(symbols))],
    ['modules.symbols.bin', packTrie(symbols)],
    ['modules.softdep', text('# Soft dependencies extracted from modules themselves.', lines(modules, 'softdep'))],
    ['modules.weakdep', text('# Weak dependencies extracted from modules themselves.', lines(modules, 'weakdep'))],
    ['modules.devname', text('# Device nodes to trigger on-demand module loading.', modules.flatMap(deviceNode))],
    ['modules.builtin.bin', packTrie(builtinNames)],
    ['modules.builtin.alias.bin', packTrie(builtinAliases.map(normal))],
  ]);
}

/** modules.dep(5): each module's path, and those of all that it depends on, in the reverse order of loading. */
function dependencyEntries(modules: readonly DescribedModule[]): TrieEntry[] {
  const byName = new Map(modules.map((module) => [module.name, module]));
  const direct = new Map(
    modules.map(({ name, info }) => [name, needs(info).depends.filter((each) => byName.has(each))]),
  );
  const rank = new Map(topologicalOrder(direct).map((name, index) => [name, index]));
  return modules.map(({ name, path }, priority) => {
    const needed = [...reachable(name, direct)].sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0));
    const paths = needed.map((each) => byName.get(each)?.path);
    return { key: name, value: [`${path}:`, ...paths].join(' '), priority };
  });
}

function reachable(
  name: string,
  direct: ReadonlyMap<string, readonly string[]>,
  found = new Set<string>(),
): Set<string> {
  for (const each of direct.get(name) ?? []) {
    if (found.has(each)) continue;
    found.add(each);
    reachable(each, direct, found);
  }
  return found;
}

function aliasLines(entries: readonly TrieEntry[]): string[] {
  return entries.map(({ key, value }) => `alias ${key} ${value}`);
}

function lines(modules: readonly DescribedModule[], key: 'softdep' | 'weakdep'): string[] {
  return modules.flatMap(({ name, info }) => (info.get(key) ?? []).map((value) => `${key} ${name} ${value}`));
}

/** `loop loop-control c10:237`: the device file that a module is loaded by (its alias `devname:`), and its numbers. */
function deviceNode({ name, info }: DescribedModule): string[] {
  const aliases = info.get('alias') ?? [];
  const node = aliases.find((alias) => alias.startsWith('devname:'))?.slice('devname:'.length);
  for (const alias of aliases) {
    const [, kind, major, minor] = /^(char|block)-major-(\d+)-(\d+)/.exec(alias) ?? [];
    if (node !== undefined && kind !== undefined) return [`${name} ${node} ${kind[0]}${major}:${minor}`];
  }
  return [];
}

/** Outside of sets `-` is `_`, as in the names that libkmod looks up. */
function normal(entry: TrieEntry): TrieEntry {
  return { ...entry, key: entry.key.replace(/\[[^\]]*\]|-/g, (found) => (found === '-' ? '_' : found)) };
}

function text(title: string, content: readonly string[]): Buffer {
  return Buffer.from([...(title === '' ? [] : [title]), ...content].map((line) => `${line}\n`).join(''), 'latin1');
}
