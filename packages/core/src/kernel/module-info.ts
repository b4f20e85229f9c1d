import { closeSync, openSync, readSync } from 'node:fs';
import { runTool } from '../process/index.js';
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

/** The same of many modules; without those that cannot be read. */
export async function readModuleInfos(
  paths: readonly string[],
  work: ModuleWork,
): Promise<ReadonlyMap<string, ModuleInfo>> {
  const infos = new Map(paths.map((path) => [path, readPlainInfo(path)]));
  const packed = paths.filter((path) => infos.get(path) === undefined);
  for (let first = 0; first < packed.length; first += AT_ONCE) {
    const { stdout } = await modinfo(packed.slice(first, first + AT_ONCE), work);
    for (const text of stdout.split(/(?<=^|\0)filename: +/).slice(1)) {
      infos.set(text.slice(0, text.indexOf('\0')), parseInfo(text));
    }
  }
  return new Map([...infos].filter((entry): entry is [string, ModuleInfo] => entry[1] !== undefined));
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
  const file = openSync(path, 'r');
  try {
    const section = readSection(file, '.modinfo');
    return section && parseInfo(section.toString('utf8'));
  } finally {
    closeSync(file);
  }
}

/** Far more than headers and a `.modinfo` take; a damaged header shall not make us read a gigabyte. */
const MOST = 16 << 20;

/** A section of a 64-bit little-endian ELF file (elf(5)); undefined for any other file, and for one that is cut short. */
function readSection(file: number, name: string): Buffer | undefined {
  const header = readAt(file, 0, 64);
  if (!header?.subarray(0, 6).equals(Buffer.from('\x7fELF\x02\x01', 'latin1'))) return undefined;
  const [size, count, nameTable] = [header.readUInt16LE(58), header.readUInt16LE(60), header.readUInt16LE(62)];
  const table = readAt(file, Number(header.readBigUInt64LE(40)), size * count);
  if (table === undefined || size < 64 || nameTable >= count) return undefined;
  const content = (index: number) => {
    const at = index * size;
    return readAt(file, Number(table.readBigUInt64LE(at + 24)), Number(table.readBigUInt64LE(at + 32)));
  };
  const names = content(nameTable);
  const wanted = Buffer.from(`${name}\0`);
  for (let index = 0; names && index < count; index++) {
    const at = table.readUInt32LE(index * size);
    if (names.subarray(at, at + wanted.length).equals(wanted)) return content(index);
  }
  return undefined;
}

function readAt(file: number, offset: number, size: number): Buffer | undefined {
  if (size === 0 || size > MOST || !Number.isSafeInteger(offset)) return undefined;
  const buffer = Buffer.allocUnsafe(size);
  return readSync(file, buffer, 0, size, offset) === size ? buffer : undefined;
}
