import { join, resolve } from 'node:path';
import { type Environment, RapidoError } from '@rapido/core';
import { authorName, loginName } from './author.js';
import { newNames } from './names.js';
import { fillTemplate, type Language } from './template.js';
import { writeFiles } from './write-files.js';

export interface CreateOptions {
  /** The directory of the CLI's package, which has the templates, and its version. */
  readonly cli: { readonly root: string; readonly version: string };
  readonly environment: Environment;
  /** Aborted: nothing is written any more. What is being written is. */
  readonly signal: AbortSignal;
  readonly language: Language;
  readonly scope: string | undefined;
  readonly directory: string | undefined;
  /** The plugin that has a cut of this name already, installed or not. */
  findRival(cut: string): Promise<string | undefined>;
}

/** What was made: `scopeFrom` says where the scope of the package's name comes from. */
export interface CreatedCut {
  readonly package: string;
  readonly cut: string;
  readonly directory: string;
  readonly files: readonly string[];
  readonly scopeFrom: 'user' | 'login';
}

/** Writes a package with one cut; `word` is the cut's name, or the package's with its scope. */
export async function createCut(word: string, options: CreateOptions): Promise<CreatedCut> {
  const { cli, environment, language, scope, signal } = options;
  if (scope !== undefined && word.startsWith('@')) {
    throw new RapidoError('USAGE', `${word} has a scope already: --scope ${scope} is too much.`);
  }
  const scopeFrom = scope !== undefined || word.startsWith('@') ? 'user' : 'login';
  const names = newNames(word, scope ?? (scopeFrom === 'login' ? loginName() : ''));
  const rival = await options.findRival(names.cut);
  if (rival !== undefined) {
    throw new RapidoError('USAGE', `There is a cut ${names.cut} already, of ${rival}.`, {
      hint: 'Choose another name: of two cuts with one name, only one can be run.',
    });
  }
  const directory = resolve(environment.cwd, options.directory ?? names.directory);
  const author = (await authorName(environment, signal)) ?? names.package.replace(/^@(.*)\/.*$/, '$1');
  const details = { names, author, year: new Date().getFullYear(), version: cli.version };
  const files = await fillTemplate(join(cli.root, 'templates/cut'), language, details);
  signal.throwIfAborted();
  await writeFiles(directory, files);
  return { package: names.package, cut: names.cut, directory, files: [...files.keys()].sort(), scopeFrom };
}
