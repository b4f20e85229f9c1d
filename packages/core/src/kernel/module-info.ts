import { runTool } from '../process/index.js';
import { readSections } from './module-elf.js';
import type { ModuleWork } from './work.js';

/** What a module says of itself (its section `.modinfo`): the values of each key, in their order. */
export type ModuleInfo = ReadonlyMap<string, readonly string[]>;

/** Reads the `.modinfo` of a module; of one that is compressed through modinfo(8), which says why it cannot. */
export async function readModuleInfo(
  path: string,
  work: ModuleWork,
): Promise<{ readonly info: ModuleInfo } | { readonly problem: string }> {
  const info = readPlainInfo(path);
  if (info) return { info };
  const { status, stdout, stderr } = await modinfo([path], work);
  return status === 0 ? { info: parseInfo(stdout) } : { problem: `${path} is no kernel module: ${stderr.trim()}` };
}

/** How many modules one call of modinfo is given. */
const AT_ONCE = 500;

/** The same of many modules; without those that are not there, or cannot be read. */
export async function readModuleInfos(
  paths: readonly string[],
  work: ModuleWork,
): Promise<ReadonlyMap<string, ModuleInfo>> {
  const infos = new Map(paths.map((path) => [path, readPlainInfo(path)]));
  const packed = paths.filter((path) => !path.endsWith('.ko') && infos.get(path) === undefined);
  for (let first = 0; first < packed.length; first += AT_ONCE) {
    const { stdout } = await modinfo(packed.slice(first, first + AT_ONCE), work);
    for (const text of stdout.split(/(?<=^|\0)filename: +/).slice(1)) {
      infos.set(text.slice(0, text.indexOf('\0')), parseInfo(text));
    }
  }
  return new Map([...infos].filter((entry): entry is [string, ModuleInfo] => entry[1] !== undefined));
}

/** What a module says of itself, and the symbols that it exports; undefined for one that is compressed. */
export function readPlainModule(
  path: string,
): { readonly info: ModuleInfo; readonly exports: readonly string[] } | undefined {
  const sections = readSections(path, ['.modinfo', '.strtab']);
  const modinfo = sections?.get('.modinfo');
  if (modinfo === undefined) return undefined;
  const names = sections?.get('.strtab')?.toString('latin1') ?? '';
  const exports = new Set([...namesAfter(names, '\0__crc_'), ...namesAfter(names, '\0__ksymtab_')]);
  return { info: parseInfo(modinfo.toString('utf8')), exports: [...exports] };
}

/** What follows each `prefix`, up to a NUL. */
function namesAfter(text: string, prefix: string): string[] {
  const found: string[] = [];
  for (let at = text.indexOf(prefix); at >= 0; at = text.indexOf(prefix, at + 1)) {
    const start = at + prefix.length;
    found.push(text.slice(start, text.indexOf('\0', start)));
  }
  return found;
}

/** Names in lists of soft and weak dependencies: `pre: a b post: c`. */
export function wishes(lines: readonly string[]): string[] {
  return lines.flatMap((line) =>
    line.split(/\s+/).filter((word) => word !== '' && word !== 'pre:' && word !== 'post:'),
  );
}

function modinfo(paths: readonly string[], { environment, signal }: ModuleWork) {
  return runTool('modinfo', ['-0', ...paths], { variables: environment.variables, ...(signal ? { signal } : {}) });
}

/** `alias=fs-xfs`, each ended by a NUL. */
function parseInfo(text: string): ModuleInfo {
  const values = new Map<string, string[]>();
  for (const line of text.split('\0')) {
    const equals = line.indexOf('=');
    if (equals < 0) continue;
    const [key, value] = [line.slice(0, equals), line.slice(equals + 1)];
    const known = values.get(key);
    if (known) known.push(value);
    else values.set(key, [value]);
  }
  return values;
}

function readPlainInfo(path: string): ModuleInfo | undefined {
  const section = readSections(path, ['.modinfo'])?.get('.modinfo');
  return section && parseInfo(section.toString('utf8'));
}
