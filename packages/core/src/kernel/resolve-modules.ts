import { symbolOf } from './config-symbols.js';
import { type ModuleFile, readModuleFiles } from './module-file.js';
import { type ModuleIndex, moduleIndex } from './module-index.js';
import { plainName } from './module-names.js';
import { checkFresh } from './stale.js';
import type { Kernel, ModuleClosure, ModuleRequest } from './types.js';
import { type ModuleWork, sourceLog } from './work.js';

/**
 * Finds the modules asked for, by name, alias or the path of a `.ko`, with all they depend on and, where the kernel has
 * them, their soft dependencies. What is neither a module nor built in is listed as missing; `checkKernel` reports it.
 *
 * Throws a RapidoError: KERNEL_UNTESTABLE for a `.ko` that this kernel cannot load, MODULE_STALE for an installed module
 * older than the tree's.
 */
export async function resolveModules(
  kernel: Kernel,
  requests: readonly ModuleRequest[],
  work: ModuleWork,
): Promise<ModuleClosure> {
  const index = moduleIndex(kernel, work);
  const given = await readModuleFiles(kernel, requests, index.builtin, work);
  const find = finder(kernel, index, given, work);
  const [load, builtin, missing] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const nodes: Nodes = new Map();
  for (const { name, load: loaded, optional } of requests) {
    const file = given.get(name);
    const found = file ? { nodes: [file.name], builtin: false } : await find.named(name);
    const absent = await addAny(found.nodes, find, nodes);
    if (absent.length === 0 && found.nodes.length > 0) {
      if (loaded) load.add(loadName(name, found.nodes));
    } else if (found.builtin) builtin.add(name);
    else if (!optional) for (const each of absent.length > 0 ? absent : [name]) missing.add(each);
  }
  const files = [...nodes.values()].map(({ name, source, dest }) => ({ name, source, dest }));
  files.sort((a, b) => (a.dest < b.dest ? -1 : 1));
  await checkFresh(kernel, files, sourceLog(work));
  return { files, load: [...load], builtin: [...builtin], missing: [...missing] };
}

/** A module with the names of what it needs, and the names or aliases of what it would like to have. */
type Node = ModuleFile;
type Nodes = Map<string, Node>;

interface Finder {
  /** What a name or alias stands for: modules, or something built in. */
  named(name: string): Promise<{ readonly nodes: readonly string[]; readonly builtin: boolean }>;
  node(name: string): Promise<Node | undefined>;
  isThere(node: Node): boolean;
}

function finder(kernel: Kernel, index: ModuleIndex, given: ReadonlyMap<string, ModuleFile>, work: ModuleWork): Finder {
  const files = new Map([...given.values()].map((file) => [file.name, file]));
  const node = async (name: string): Promise<Node | undefined> => {
    const file = files.get(name);
    if (file) return file;
    const module = await index.module(name);
    return module && { ...module, dest: destination(module.path) };
  };
  const named = async (asked: string) => {
    const name = plainName(asked);
    if (files.has(name)) return { nodes: [name], builtin: false };
    if (index.builtin.has(name)) return { nodes: [], builtin: true };
    if (await index.module(name)) return { nodes: [name], builtin: false };
    const configured = kernel.config?.get(symbolOf(name) ?? '') === 'y';
    return { nodes: await index.aliases(asked), builtin: configured || index.builtinAliases(asked).length > 0 };
  };
  return { node, named, isThere: ({ source }) => sourceLog(work).isFile(source) };
}

/** Where a module goes in the guest: what was not installed with the kernel itself, as `updates/dkms/x.ko`, is extra. */
function destination(path: string): string {
  return path.startsWith('kernel/') ? path : `extra/${path.slice(path.lastIndexOf('/') + 1)}`;
}

/** Adds each of `names` that is whole, with all it brings. What the others lack, where none is. */
async function addAny(names: readonly string[], find: Finder, nodes: Nodes): Promise<string[]> {
  const absent: string[][] = [];
  for (const name of names) absent.push(await add(name, find, nodes));
  return absent.some((each) => each.length === 0) ? [] : absent.flat();
}

/** Adds a module with what it depends on; where something of that is absent, adds nothing and says what. */
async function add(name: string, find: Finder, nodes: Nodes): Promise<string[]> {
  if (nodes.has(name)) return [];
  const [needed, absent]: [Nodes, string[]] = [new Map(), []];
  await collect(name, find, needed, absent);
  if (absent.length > 0) return absent;
  for (const [key, node] of needed) nodes.set(key, node);
  for (const { soft } of needed.values()) {
    for (const wish of soft) await addAny((await find.named(wish)).nodes, find, nodes);
  }
  return [];
}

async function collect(name: string, find: Finder, needed: Nodes, absent: string[]): Promise<void> {
  if (needed.has(name)) return;
  const node = await find.node(name);
  if (node === undefined) {
    if (!(await find.named(name)).builtin) absent.push(name);
    return;
  }
  needed.set(name, node);
  if (!find.isThere(node)) absent.push(name);
  for (const dependency of node.depends) await collect(dependency, find, needed, absent);
}

/** The name to load a request by: a module's own, or the alias that stands for several. */
function loadName(asked: string, nodes: readonly string[]): string {
  const [only] = nodes;
  return nodes.length === 1 && only !== undefined ? only : asked;
}
