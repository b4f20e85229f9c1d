import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { orNothing, textOf } from '../files.js';

/** The symbols that a `.config` sets, with their `CONFIG_`; strings without quotes. What is not set is not there. */
export function parseKernelConfig(text: string): Record<string, string> {
  const symbols: Record<string, string> = {};
  for (const line of text.split('\n')) {
    const equals = line.startsWith('CONFIG_') ? line.indexOf('=') : -1;
    if (equals > 0) symbols[line.slice(0, equals)] = unquote(line.slice(equals + 1));
  }
  return symbols;
}

function unquote(value: string): string {
  if (value.endsWith('\r')) return unquote(value.slice(0, -1));
  return value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value;
}

/** The configuration in the first of `paths` that there is; one that ends in `.gz` is unpacked. */
export async function readKernelConfig(paths: readonly string[]): Promise<Record<string, string> | undefined> {
  for (const path of paths) {
    const text = path.endsWith('.gz') ? await unpacked(path) : await textOf(path);
    if (text !== undefined) return parseKernelConfig(text);
  }
  return undefined;
}

async function unpacked(path: string): Promise<string | undefined> {
  const packed = await orNothing(readFile(path));
  return packed && (await promisify(gunzip)(packed)).toString();
}
