import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { isSystemError } from '../errors.js';
import type { Environment } from '../host.js';
import { findProgram, packageOf } from '../process/index.js';
import { isLibraryName, libraryFinder } from './libraries.js';
import type { ManifestEntry, MissingThing } from './types.js';

/** Where systemd keeps those of its programs that nobody calls by name. */
const SYSTEMD = '/usr/lib/systemd';

type EntryOf<K extends ManifestEntry['kind']> = Extract<ManifestEntry, { kind: K }>;

/** An entry whose source is there: programs have become files or trees with a destination. */
export type Located = Exclude<ManifestEntry, { kind: 'bin' }>;

/** What came of looking for an entry's source: neither where an optional one is not there. */
export interface Search {
  readonly located?: Located;
  readonly missing?: MissingThing;
}

/**
 * Makes the function that looks for the source of an entry; `plain` gives the paths of what it finds their one name.
 * It asks the machine nothing that an entry does not need.
 */
export function entryLocator(
  environment: Environment,
  plain: (path: string) => string,
): (entry: ManifestEntry) => Promise<Search> {
  const findLibrary = libraryFinder(environment);
  const findOther = async (name: string) =>
    (await findProgram(name, environment.variables)) ?? findProgram(`${SYSTEMD}/${name}`, environment.variables);
  const find = (name: string) => (isLibraryName(name) ? findLibrary(name) : findOther(name));
  return async (entry) => {
    const search = await locate(entry, find);
    const { located } = search;
    if (!located) return search;
    const dest = 'dest' in located ? { dest: plain(located.dest) } : {};
    const source = 'source' in located ? { source: plain(located.source) } : {};
    return { located: { ...located, ...dest, ...source } };
  };
}

async function locate(entry: ManifestEntry, find: (name: string) => Promise<string | undefined>): Promise<Search> {
  if (entry.kind === 'bin') return locateProgram(entry, find);
  if (entry.kind === 'file' || entry.kind === 'tree' || entry.kind === 'autorun') return locateSource(entry);
  return { located: entry };
}

async function locateProgram(
  entry: EntryOf<'bin'>,
  find: (name: string) => Promise<string | undefined>,
): Promise<Search> {
  const { from, source, optional } = entry;
  const path = source.startsWith('/') ? source : await find(source);
  const fault = path === undefined ? 'not there' : await faultOf(path, 'any');
  if (path === undefined || fault !== undefined) return optional ? {} : { missing: missingThing(entry, fault) };
  const dest = entry.dest ?? path;
  const kind = (await stat(path)).isDirectory() ? 'tree' : 'file';
  return { located: { from, kind, dest, source: path } };
}

async function locateSource(entry: EntryOf<'file' | 'tree' | 'autorun'>): Promise<Search> {
  const fault = await faultOf(entry.source, entry.kind === 'tree' ? 'directory' : 'file');
  if (fault === undefined) return { located: entry };
  return 'optional' in entry ? {} : { missing: missingThing(entry, fault) };
}

/** What is wrong with a source, or undefined. */
async function faultOf(path: string, wanted: 'file' | 'directory' | 'any'): Promise<string | undefined> {
  try {
    const found = await stat(path);
    if (wanted === 'file' && found.isDirectory()) return 'is a directory';
    if (wanted === 'directory' && !found.isDirectory()) return 'is not a directory';
    if (!found.isFile() && !found.isDirectory()) return 'is neither a file nor a directory';
    await access(path, constants.R_OK);
    return undefined;
  } catch (error) {
    if (isSystemError(error, 'EACCES', 'EPERM')) return 'may not be read';
    if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG')) return 'not there';
    throw error;
  }
}

function missingThing(
  { kind, source, from }: EntryOf<'bin' | 'file' | 'tree' | 'autorun'>,
  fault: string | undefined,
): MissingThing {
  const packages = kind === 'bin' ? packageOf(basename(source)) : undefined;
  return {
    kind,
    name: source,
    from,
    ...(fault !== 'not there' && fault !== undefined && { why: fault }),
    ...(packages && { packages }),
  };
}
