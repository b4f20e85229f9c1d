import { readFile, realpath } from 'node:fs/promises';
import { isSystemError, RapidoError } from '../errors.js';
import type { SourceLog } from '../source-log.js';
import type { Expand } from './fest-words.js';
import { parseFest } from './parse-fest.js';
import type { ManifestEntry, Manifested, ManifestItem } from './types.js';
import { mergeVmNeeds } from './vm-needs.js';

/** A manifest file with all that it includes. `from` names who asks for it, where that is not clear from the path. */
export async function readFest(path: string, options: Reading & { readonly from?: string }): Promise<Manifested> {
  return followIncludes([{ kind: 'include', source: path, from: options.from ?? '' }], options);
}

interface Reading {
  /** Values of `${NAME}`. */
  readonly expand: Expand;
  /** Gets to know all files that are read. */
  readonly log?: SourceLog;
  /** Gets to know of sources that lead out of the package whose entries they are. */
  readonly onEscape?: (fault: string) => void;
}

interface Including {
  readonly path: string;
  readonly from: string;
}

/** Puts the items of included files, and of what those include, in the place of each include. */
export async function followIncludes(
  items: readonly ManifestItem[],
  options: Reading,
  chain: readonly Including[] = [],
): Promise<Manifested> {
  const entries: ManifestEntry[] = [];
  let vm: Manifested['vm'] = {};
  for (const item of items) {
    if (item.kind === 'vm') vm = mergeVmNeeds(vm, item.needs);
    else if (item.kind === 'include') {
      const included = await readIncluded(item, options, chain);
      entries.push(...included.entries);
      vm = mergeVmNeeds(vm, included.vm);
    } else entries.push(item);
  }
  return { entries, vm };
}

async function readIncluded(
  { source, from, within }: Extract<ManifestItem, { kind: 'include' }>,
  options: Reading,
  chain: readonly Including[],
): Promise<Manifested> {
  const asked = from === '' ? '' : `${from}: `;
  try {
    options.log?.stat(source);
    const path = await realpath(source);
    const inner = [...chain, { path, from }];
    if (chain.some((outer) => outer.path === path)) throw cycle(inner);
    const text = await readFile(source, 'utf8');
    const { expand, onEscape = () => {} } = options;
    const bounds = within === undefined ? {} : { bounds: { root: within, report: onEscape } };
    return await followIncludes(parseFest(text, { file: source, expand, ...bounds }), options, inner);
  } catch (error) {
    if (!isSystemError(error, 'ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES')) throw error;
    const why = { ENOENT: 'there is no such file', EISDIR: 'it is a directory', EACCES: 'permission denied' };
    const reason = why[error.code as keyof typeof why] ?? 'it is not below a directory';
    throw new RapidoError('MANIFEST_MISSING', `${asked}Cannot read the manifest ${source}: ${reason}.`, {
      outcome: 'usage',
      cause: error,
    });
  }
}

function cycle(chain: readonly Including[]): RapidoError {
  const lines = chain.slice(1).map(({ path, from }) => `  ${from} includes ${path}`);
  return new RapidoError('MANIFEST_SYNTAX', ['Manifests include each other without an end:', ...lines].join('\n'));
}
