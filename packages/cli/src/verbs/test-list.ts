import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { isSystemError, RapidoError } from '@rapido/core/errors';
import { parseTestList } from '../text/test-list.js';

/** The tests that the files of a flag name; `-` is `input`. A usage error where one cannot be read, or names none. */
export async function readTestLists(
  flag: string,
  files: readonly string[],
  { cwd, input = process.stdin }: { readonly cwd: string; readonly input?: NodeJS.ReadableStream },
): Promise<string[]> {
  const lists = [];
  for (const file of files) lists.push(await readTestList(flag, file, { cwd, input }));
  return [...new Set(lists.flat())];
}

async function readTestList(
  flag: string,
  file: string,
  { cwd, input }: { readonly cwd: string; readonly input: NodeJS.ReadableStream },
): Promise<string[]> {
  const tests = parseTestList(file === '-' ? await text(input) : await read(flag, resolve(cwd, file)));
  if (tests.length > 0) return tests;
  throw new RapidoError('USAGE', `${flag} ${file}: ${file === '-' ? 'standard input' : 'the file'} names no test.`, {
    hint: 'One test a line, as generic/001; # begins a comment.',
  });
}

async function read(flag: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (!isSystemError(error, 'ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES')) throw error;
    const what =
      error.code === 'EACCES' ? 'may not be read' : error.code === 'EISDIR' ? 'is a directory' : 'is no file';
    throw new RapidoError('USAGE', `${flag}: ${path} ${what}.`, {
      hint: 'A file with one test a line, or - for standard input.',
    });
  }
}
