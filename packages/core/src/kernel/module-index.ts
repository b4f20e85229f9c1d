import { join } from 'node:path';
import { type AliasLookup, aliasLookup } from './aliases.js';
import { readBuiltin } from './module-builtin.js';
import { fileIndex } from './module-index-files.js';
import { textIndex } from './module-index-text.js';
import { moduleName } from './module-names.js';
import type { Kernel } from './types.js';
import { type ModuleWork, sourceLog } from './work.js';

/** What is known of a kernel's modules. Names are those of `moduleName`. */
export interface ModuleIndex extends OwnModules {
  readonly builtin: ReadonlySet<string>;
  /** As `aliases`, of what is built in. */
  readonly builtinAliases: AliasLookup;
}

export interface OwnModules {
  /** The module of a name; undefined where the kernel has none. */
  module(name: string): Promise<IndexedModule | undefined>;
  /** Names of the modules that have a name as an alias. */
  aliases(name: string): Promise<readonly string[]>;
}

export interface IndexedModule {
  readonly name: string;
  /** Below `lib/modules/RELEASE`. */
  readonly path: string;
  readonly source: string;
  /** Modules that it needs, by name; not always with what those need. */
  readonly depends: readonly string[];
  /** Names or aliases of what it would like to have with it. */
  readonly soft: readonly string[];
}

/**
 * The index of a kernel's modules: the one that depmod(8) made where they are installed, else what the modules say of
 * themselves, of which only those are read that are asked for.
 */
export function moduleIndex(kernel: Kernel, work: ModuleWork): ModuleIndex {
  const { paths, aliases } = readBuiltin(builtinDir(kernel), sourceLog(work));
  const aliasLines = aliases.map(([module, pattern]) => `alias ${pattern} ${module}\n`);
  return {
    ...ownModules(kernel, work),
    builtin: new Set(paths.map(moduleName)),
    builtinAliases: aliasLookup(aliasLines.join('')),
  };
}

/** Where `modules.builtin` says what is built into `kernel`. */
export function builtinDir(kernel: Kernel): string | undefined {
  return kernel.tree?.dir ?? kernel.modules.dir;
}

function ownModules({ modules }: Kernel, work: ModuleWork): OwnModules {
  if (modules.kind === 'none') return { module: async () => undefined, aliases: async () => [] };
  const isIndexed = modules.kind === 'installed' && sourceLog(work).isFile(join(modules.dir, 'modules.dep'));
  return isIndexed ? textIndex(modules.dir, sourceLog(work)) : fileIndex(modules, work);
}
