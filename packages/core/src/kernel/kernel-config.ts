import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { orNothing, textOf } from '../files.js';

/** The symbols that a `.config` sets, with their `CONFIG_`; strings without quotes. What is not set is not there. */
export function parseKernelConfig(text: string): Record<string, string> {
  const lines = text.matchAll(/^(CONFIG_\w+)=(.*?)\r?$/gm);
  return Object.fromEntries([...lines].map(([, name = '', value = '']) => [name, unquote(value)]));
}

function unquote(value: string): string {
  const quoted = /^"(.*)"$/.exec(value)?.[1];
  return quoted === undefined ? value : quoted.replace(/\\(.)/g, '$1');
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
