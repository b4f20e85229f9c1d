import { readdir } from 'node:fs/promises';
import { userVariables } from '../process/surroundings.js';
import type { Completions } from './types.js';

/** Programs of PATH by their names, and files. */
export async function programCompletions(current: string): Promise<Completions> {
  if (current === '' || current.includes('/')) return { candidates: [], mode: 'files' };
  const directories = (userVariables()['PATH'] ?? '').split(':').filter((directory) => directory.startsWith('/'));
  const names = await Promise.all(directories.map((directory) => readdir(directory).catch(() => [])));
  const found = [...new Set(names.flat())].filter((name) => name.startsWith(current)).sort();
  return { candidates: found.map((value) => ({ value })), mode: 'files' };
}
