import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { orNothing, textOf } from '../files.js';

/** A kernel's configuration. It is asked symbol by symbol: of ten thousand a few are wanted. */
export interface KernelConfig {
  /** The value of `CONFIG_X`, a string without its quotes; undefined where it is not set. */
  get(symbol: string): string | undefined;
  /** SHA-256 of its text. */
  readonly digest: string;
  /** The file that it was read from; absent where it is none with plain text. */
  readonly file?: string;
}

/** The configuration that the text of a `.config` is. */
export function kernelConfig(text: string, file?: string): KernelConfig {
  const lines = `\n${text}`;
  return {
    get(symbol) {
      const line = lines.indexOf(`\n${symbol}=`);
      if (line < 0) return undefined;
      const value = line + symbol.length + 2;
      const end = lines.indexOf('\n', value);
      return unquote(lines.slice(value, end < 0 ? undefined : end).replace(/\r$/, ''));
    },
    digest: createHash('sha256').update(text).digest('hex'),
    ...(file === undefined ? {} : { file }),
  };
}

function unquote(value: string): string {
  return value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value;
}

/** The configuration in the first of `paths` that there is; one that ends in `.gz` is unpacked. */
export async function readKernelConfig(paths: readonly string[]): Promise<KernelConfig | undefined> {
  for (const path of paths) {
    const packed = path.endsWith('.gz');
    const text = packed ? await unpacked(path) : await textOf(path);
    if (text !== undefined) return packed ? kernelConfig(text) : kernelConfig(text, path);
  }
  return undefined;
}

async function unpacked(path: string): Promise<string | undefined> {
  const packed = await orNothing(readFile(path));
  return packed && (await promisify(gunzip)(packed)).toString();
}
