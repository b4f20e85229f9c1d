import { accessSync, constants } from 'node:fs';
import { basename, join } from 'node:path';
import { isSystemError } from '../errors.js';
import type { Environment } from '../host.js';
import { packageOf, programPath } from '../process/index.js';
import type { SourceLog } from '../source-log.js';
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
  { variables }: Environment,
  plain: (path: string) => string,
  log: SourceLog,
): (entry: ManifestEntry) => Search {
  const findLibrary = libraryFinder(log);
  const dirs = [...programPath(variables), SYSTEMD];
  const findOther = (name: string) => dirs.map((dir) => join(dir, name)).find((path) => isProgram(path, log));
  const find = (name: string) => (isLibraryName(name) ? findLibrary(name) : findOther(name));
  return (entry) => {
    const search = locate(entry, find, log);
    const { located } = search;
    if (!located) return search;
    const dest = 'dest' in located ? { dest: plain(located.dest) } : {};
    const source = 'source' in located ? { source: plain(located.source) } : {};
    return { located: { ...located, ...dest, ...source } };
  };
}

type Find = (name: string) => string | undefined;

function locate(entry: ManifestEntry, find: Find, log: SourceLog): Search {
  if (entry.kind === 'bin') return locateProgram(entry, find, log);
  if (entry.kind === 'file' || entry.kind === 'tree' || entry.kind === 'autorun') return locateSource(entry, log);
  return { located: entry };
}

function locateProgram(entry: EntryOf<'bin'>, find: Find, log: SourceLog): Search {
  const { from, source, optional } = entry;
  const path = source.includes('/') ? source : find(source);
  const fault = path === undefined ? 'not there' : faultOf(path, 'any', log);
  if (path === undefined || fault !== undefined) return optional ? {} : { missing: missingThing(entry, fault) };
  const dest = entry.dest ?? path;
  const kind = log.isDirectory(path) ? 'tree' : 'file';
  return { located: { from, kind, dest, source: path } };
}

function locateSource(entry: EntryOf<'file' | 'tree' | 'autorun'>, log: SourceLog): Search {
  const fault = faultOf(entry.source, entry.kind === 'tree' ? 'directory' : 'file', log);
  if (fault === undefined) return { located: entry };
  return 'optional' in entry ? {} : { missing: missingThing(entry, fault) };
}

/** What is wrong with a source, or undefined. */
function faultOf(path: string, wanted: 'file' | 'directory' | 'any', log: SourceLog): string | undefined {
  const found = log.stat(path);
  if (found === undefined) return canBeSeen(path) ? 'not there' : 'may not be read';
  if (wanted === 'file' && found.isDirectory()) return 'is a directory';
  if (wanted === 'directory' && !found.isDirectory()) return 'is not a directory';
  if (!found.isFile() && !found.isDirectory()) return 'is neither a file nor a directory';
  return mayUse(path, constants.R_OK) ? undefined : 'may not be read';
}

function isProgram(path: string, log: SourceLog): boolean {
  return log.isFile(path) && mayUse(path, constants.X_OK);
}

function mayUse(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch (error) {
    if (isSystemError(error, 'EACCES', 'EPERM')) return false;
    throw error;
  }
}

/** False where a directory on the way is closed. */
function canBeSeen(path: string): boolean {
  try {
    accessSync(path);
    return true;
  } catch (error) {
    return !isSystemError(error, 'EACCES', 'EPERM');
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
