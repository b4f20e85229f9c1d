import { closeSync, openSync, readSync } from 'node:fs';
import { isSystemError } from '../errors.js';

/** Far more than headers, a `.modinfo` or names take; a damaged header shall not make us read a gigabyte. */
const MOST = 64 << 20;

/**
 * Sections of a 64-bit little-endian ELF file by their names (elf(5)), without those that it does not have; undefined for
 * any other file, for one that is cut short, and where there is none.
 */
export function readSections(path: string, wanted: readonly string[]): ReadonlyMap<string, Buffer> | undefined {
  const file = openFile(path);
  if (file === undefined) return undefined;
  try {
    return sectionsOf(file, wanted);
  } finally {
    closeSync(file);
  }
}

function openFile(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

function sectionsOf(file: number, wanted: readonly string[]): ReadonlyMap<string, Buffer> | undefined {
  const header = readAt(file, 0, 64);
  if (!header?.subarray(0, 6).equals(Buffer.from('\x7fELF\x02\x01', 'latin1'))) return undefined;
  const [size, count, nameTable] = [header.readUInt16LE(58), header.readUInt16LE(60), header.readUInt16LE(62)];
  const table = readAt(file, Number(header.readBigUInt64LE(40)), size * count);
  if (table === undefined || size < 64 || nameTable >= count) return undefined;
  const content = (index: number) => {
    const at = index * size;
    return readAt(file, Number(table.readBigUInt64LE(at + 24)), Number(table.readBigUInt64LE(at + 32)));
  };
  const names = content(nameTable)?.toString('latin1');
  if (names === undefined) return undefined;
  const found = new Map<string, Buffer>();
  for (let index = 0; index < count; index++) {
    const at = table.readUInt32LE(index * size);
    const name = names.slice(at, names.indexOf('\0', at));
    const section = wanted.includes(name) ? content(index) : undefined;
    if (section) found.set(name, section);
  }
  return found;
}

function readAt(file: number, offset: number, size: number): Buffer | undefined {
  if (size === 0 || size > MOST || !Number.isSafeInteger(offset)) return undefined;
  const buffer = Buffer.allocUnsafe(size);
  return readSync(file, buffer, 0, size, offset) === size ? buffer : undefined;
}
