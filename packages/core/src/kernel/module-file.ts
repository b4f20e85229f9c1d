import { basename, dirname, resolve } from 'node:path';
import { RapidoError } from '../errors.js';
import { make, shellWord } from './commands.js';
import { needs } from './module-index-files.js';
import { readModuleInfo } from './module-info.js';
import { isModuleFile, moduleName, plainName } from './module-names.js';
import type { Kernel, ModuleRequest } from './types.js';
import { type ModuleWork, sourceLog } from './work.js';

/** A module outside of the kernel's own, given by its file. */
export interface ModuleFile {
  readonly name: string;
  readonly source: string;
  readonly dest: string;
  /** What it needs itself, by name, and what it would like to have with it, by name or alias. */
  readonly depends: readonly string[];
  readonly soft: readonly string[];
}

/**
 * Reads the `.ko` files among `requests`, by the name they were asked for with; those that do not exist are left out.
 * Throws one RapidoError for all that this kernel cannot load.
 */
export async function readModuleFiles(
  kernel: Kernel,
  requests: readonly ModuleRequest[],
  builtin: ReadonlySet<string>,
  work: ModuleWork,
): Promise<ReadonlyMap<string, ModuleFile>> {
  const names = new Set(requests.map(({ name }) => name).filter(isModuleFile));
  const [files, problems]: [Map<string, ModuleFile>, string[]] = [new Map(), []];
  for (const name of names) {
    const read = await readModuleFile(resolve(work.environment.cwd, name), kernel, builtin, work);
    if (read && 'problem' in read) problems.push(read.problem);
    else if (read) files.set(name, read);
  }
  if (problems.length > 0) {
    throw new RapidoError('KERNEL_UNTESTABLE', problems.join('\n'), {
      hint: `Name a module that was built for ${kernel.release}, or choose its kernel: --kernel DIR|RELEASE`,
    });
  }
  return files;
}

/** What a `.ko` is, a sentence on why this kernel cannot load it, or undefined where there is no such file. */
async function readModuleFile(
  path: string,
  kernel: Kernel,
  builtin: ReadonlySet<string>,
  work: ModuleWork,
): Promise<ModuleFile | { readonly problem: string } | undefined> {
  if (!sourceLog(work).isFile(path)) return undefined;
  const read = await readModuleInfo(path, work);
  if ('problem' in read) return read;
  const { info } = read;
  const builtFor = info.get('vermagic')?.[0]?.split(' ', 1)[0];
  if (builtFor !== kernel.release) return { problem: wrongRelease(path, builtFor, kernel) };
  const name = plainName(info.get('name')?.[0] ?? moduleName(path));
  if (builtin.has(name)) return { problem: `${path} cannot be loaded: ${name} is built into the kernel.` };
  if (kernel.config && kernel.config.get('CONFIG_MODULES') !== 'y') {
    return { problem: `${path} cannot be loaded: the kernel has no CONFIG_MODULES.` };
  }
  return {
    name,
    source: path,
    // modprobe goes by the name of the file, which may have been renamed, and hold spaces.
    dest: `extra/${name}${basename(path).slice(basename(path).lastIndexOf('.ko'))}`,
    ...needs(info),
  };
}

function wrongRelease(path: string, builtFor: string | undefined, kernel: Kernel): string {
  const dir = kernel.tree?.dir ?? `/lib/modules/${kernel.release}/build`;
  return (
    `${path} was built for ${builtFor ?? 'no known release'}, and the kernel is ${kernel.release}.` +
    ` Build it: ${make(dir, `M=${shellWord(dirname(path))} modules`)}`
  );
}
