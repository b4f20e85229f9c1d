import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isSystemError, RapidoError } from '@rapido/core/errors';

/** A plugin that the user has installed or linked, as `plugins.json` in the data directory lists it. */
export interface InstalledPlugin {
  /** Of its package: `@rapido/cut-fstests`. */
  readonly name: string;
  /** The directory of its package, absolute. */
  readonly root: string;
  /** `link`: of the user's own, in the making; the others are copies below the data directory. */
  readonly from: 'registry' | 'archive' | 'git' | 'link';
  /** What was asked for, in npm's words: a name with a range, an address. What `rapido plugins update` goes by. */
  readonly spec?: string;
}

/** The list's file: `{ "schema": 1, "plugins": [...] }`, in which roots of copies are relative to the data directory. */
export const pluginsFile = (dataDir: string): string => join(dataDir, 'plugins.json');

/** Of the list that this Rapido writes. */
const SCHEMA = 1;

/** The plugins of the user, none where there is no list. Throws an Error that names a file which is not one, or of a newer Rapido. */
export async function readInstalled(dataDir: string): Promise<readonly InstalledPlugin[]> {
  const file = pluginsFile(dataDir);
  const text = await readFile(file, 'utf8').catch((error) => {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  });
  if (text === undefined) return [];
  const { schema, plugins } = parse(text) ?? {};
  // Changed by this one, it would lose what only that one knows of.
  if (typeof schema === 'number' && schema > SCHEMA) {
    throw new RapidoError('PLUGIN', `${file} is of a newer Rapido: its schema is ${schema}, this one's ${SCHEMA}.`, {
      hint: 'npm install --global @rapido/cli',
    });
  }
  if (!Array.isArray(plugins) || !plugins.every(isInstalledPlugin))
    throw new Error(`${file} is not a list of plugins.`);
  return plugins.map((plugin) => ({ ...plugin, root: resolve(dataDir, plugin.root) }));
}

function parse(text: string): { readonly schema?: unknown; readonly plugins?: unknown } | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isInstalledPlugin(entry: unknown): entry is InstalledPlugin {
  if (typeof entry !== 'object' || entry === null) return false;
  const { name, root, from, spec } = entry as Record<string, unknown>;
  const isText = (value: unknown) => typeof value === 'string' && value !== '';
  return (
    isText(name) &&
    isText(root) &&
    ['registry', 'archive', 'git', 'link'].includes(from as string) &&
    (spec === undefined || isText(spec))
  );
}
