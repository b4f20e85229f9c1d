import { resolve } from 'node:path';
import { RapidoError } from '@rapido/core/errors';
import { nearest } from '../text/nearest.js';
import type { InstalledPlugin } from './installed.js';

/** The full name that a short one stands for: `samba` is `@rapido/cut-samba`. */
export const fullName = (word: string): string => (/^[\w.-]+$/.test(word) ? `@rapido/cut-${word}` : word);

/** The part of a name that tells it from others of its kind: `@rapido/cut-samba` and `@acme/rapido-cut-samba` are `samba`. */
export const shortName = (name: string): string => name.replace(/^@[^/]+\//, '').replace(/^(rapido-)?cut-/, '');

/**
 * The plugin of the user that `word` means: by its name, whole or short, or by its directory. Throws a RapidoError that has the nearest names
 * where there is none.
 */
export async function findInstalled(
  word: string,
  plugins: readonly InstalledPlugin[],
  { cwd, bundled }: { readonly cwd: string; readonly bundled: readonly string[] },
): Promise<InstalledPlugin> {
  const directory = isPath(word) ? resolve(cwd, word) : undefined;
  const isIt = ({ name, root }: InstalledPlugin) => name === word || name === fullName(word) || root === directory;
  const called = plugins.filter(({ name }) => shortName(name) === word);
  const found = plugins.find(isIt) ?? (called.length === 1 ? called[0] : undefined);
  if (found) return found;
  if (bundled.includes(word) || bundled.includes(fullName(word))) {
    throw new RapidoError('USAGE', `${word} comes with Rapido; you have installed no version of it.`, {
      hint: 'rapido plugins, for those that you have installed',
    });
  }
  const names = plugins.map(({ name }) => name);
  const [best] = await nearest(word, [...names, ...names.map(shortName)]);
  throw new RapidoError('USAGE', `No plugin "${word}" is installed.`, {
    hint:
      best ??
      (names.length === 0 ? 'None is installed: rapido plugins install NAME' : `There are: ${names.join(', ')}`),
  });
}

function isPath(word: string): boolean {
  return word === '.' || word === '..' || (word.includes('/') && !word.startsWith('@'));
}
