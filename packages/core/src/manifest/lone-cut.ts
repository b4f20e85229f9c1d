import { access } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CutDefinition } from '@rapido/kit';
import { isSystemError, RapidoError } from '../errors.js';

export interface LoneCut {
  readonly definition: CutDefinition;
  /** Directory that its relative sources start from: the file's own. */
  readonly root: string;
}

const MODULES = ['.js', '.mjs'];
const HINT = 'Name a .fest or .js file, or a cut of a plugin; `rapido list` shows those.';

/** Whether what somebody gave as a cut's name is the path of a lone cut. */
export function isLoneCut(name: string): boolean {
  return ['.fest', ...MODULES].includes(extname(name));
}

/**
 * A cut of a single file: a `.fest`, named after the file, or a JavaScript module that exports a plain object `cut`.
 * Throws RapidoErrors: USAGE for a file that is no cut, PLUGIN for a module that fails while it loads.
 */
export async function loadLoneCut(path: string, cwd: string): Promise<LoneCut> {
  const file = resolve(cwd, path);
  if (!isLoneCut(file)) {
    throw new RapidoError('USAGE', `${path} is no cut: its name ends in neither .fest nor .js.`, { hint: HINT });
  }
  await requireFile(file);
  return { definition: extname(file) === '.fest' ? festCut(file) : await moduleCut(file), root: dirname(file) };
}

async function requireFile(file: string): Promise<void> {
  try {
    await access(file);
  } catch (error) {
    if (!isSystemError(error, 'ENOENT', 'ENOTDIR', 'EACCES')) throw error;
    const why = error.code === 'EACCES' ? 'permission denied' : 'there is no such file';
    throw new RapidoError('USAGE', `Cannot read the cut ${file}: ${why}.`, { hint: HINT, cause: error });
  }
}

function festCut(file: string): CutDefinition {
  return { name: basename(file, '.fest'), summary: `The manifest ${file}`, manifest: (m) => m.include(file) };
}

async function moduleCut(file: string): Promise<CutDefinition> {
  const { cut } = await importModule(file);
  const faults = definitionFaults(cut);
  if (faults.length === 0) return Object.assign({ summary: `The module ${file}` }, cut as CutDefinition);
  throw new RapidoError('USAGE', `${file} is no cut: ${faults.join('; ')}.`, {
    hint: "It has to say: export const cut = { name: 'my-cut', summary: '…', manifest(m) { m.bin('ls'); } };",
  });
}

async function importModule(file: string): Promise<{ cut?: unknown }> {
  try {
    return await import(pathToFileURL(file).href);
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw new RapidoError('PLUGIN', `${file} failed while it was loaded: ${what}`, {
      hint: 'A lone cut can import only modules of Node and files beside it: it needs no kit.',
      cause: error,
    });
  }
}

function definitionFaults(cut: unknown): string[] {
  if (typeof cut !== 'object' || cut === null || Array.isArray(cut)) return ['it exports no object named `cut`'];
  const { name, summary, manifest } = cut as { name?: unknown; summary?: unknown; manifest?: unknown };
  return [
    ...(typeof name === 'string' && /^[\w][\w.-]*$/.test(name) ? [] : ['its `name` is not a word']),
    ...(summary === undefined || typeof summary === 'string' ? [] : ['its `summary` is not a text']),
    ...(typeof manifest === 'function' ? [] : ['its `manifest` is not a function']),
  ];
}
