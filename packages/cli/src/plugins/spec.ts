import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RapidoError } from '@rapido/core/errors';
import type { InstalledPlugin } from './installed.js';
import { fullName } from './names.js';
import { refuseMachinery } from './package.js';

/** Something to install, as it was asked for. */
export interface PluginSpec {
  readonly from: Exclude<InstalledPlugin['from'], 'link'>;
  /** In npm's words, and with nothing in them that depends on where one stands: `@rapido/cut-samba@^1.2`, `/home/me/x.tgz`. */
  readonly spec: string;
  /** Known beforehand of what a registry has only; always with a scope. */
  readonly name?: string;
  /** This project's own, from the registry: all else is asked about. */
  readonly isOwn: boolean;
}

type Parsed = ReturnType<typeof import('npm-package-arg')>;

const KINDS = 'a name, @scope/name, a .tgz file or its address, or an address of git as github:owner/repository';

/**
 * Reads what somebody has asked for on a command line in the directory `cwd`. A name without a scope is this project's, never a
 * stranger's. Throws a RapidoError for what no plugin can be installed by.
 */
export async function parseSpec(word: string, cwd: string): Promise<PluginSpec> {
  if (word.trim() === '' || /[\x00-\x1f\x7f]/.test(word)) throw unusable(word, `It is not ${KINDS}.`);
  const parsed = await parse(withScope(pathOf(word)), word, cwd);
  switch (parsed.type) {
    case 'version':
    case 'range':
    case 'tag':
      return fromRegistry(parsed, word);
    case 'file':
      refuseName(parsed, word);
      await requireFile(String(parsed.fetchSpec), word);
      return { from: 'archive', spec: String(parsed.fetchSpec), isOwn: false };
    case 'remote':
      refuseName(parsed, word);
      return { from: 'archive', spec: String(parsed.fetchSpec), isOwn: false };
    case 'git':
      return await fromGit(parsed, word, cwd);
    case 'directory':
      throw await notAnArchive(String(parsed.fetchSpec), word);
    default:
      throw unusable(word, 'Another name for a package is not possible: install it by its own.');
  }
}

/** What is wanted, for people: without the password that an address may have. */
export function describeSpec(spec: string): string {
  return spec.replace(/(:\/\/)[^/]*@/, (credentials, slashes) =>
    /:\/\/git@/.test(credentials) ? credentials : slashes,
  );
}

/** npm takes what follows `file:` for a path, and would look for `my%20plugin.tgz`. */
function pathOf(word: string): string {
  if (!/^file:\/\//i.test(word)) return word;
  try {
    return fileURLToPath(word);
  } catch {
    return word; // of another host, as `file://x.tgz`
  }
}

/** `samba@beta` is `@rapido/cut-samba@beta`; whatever is no bare name stays as it is. */
function withScope(word: string): string {
  const [, name, rest = ''] = /^([A-Za-z0-9][\w.-]*)(@[^/:]*)?$/.exec(word) ?? [];
  if (name === undefined || /\.(tgz|tar|tar\.gz)$/i.test(word)) return word;
  return `${fullName(name)}${rest}`;
}

async function parse(spec: string, word: string, cwd: string): Promise<Parsed> {
  const { default: npa } = await import('npm-package-arg');
  try {
    return npa(spec, cwd);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EUNSUPPORTEDPROTOCOL') {
      throw unusable(word, /^ssh:/i.test(word) ? `git+${word}` : `It is not ${KINDS}.`);
    }
    throw unusable(word, code?.startsWith('EINVALID') ? `It is not ${KINDS}.` : message);
  }
}

function fromRegistry({ name, rawSpec }: Parsed, word: string): PluginSpec {
  if (!name?.startsWith('@')) throw unusable(word, `It is not ${KINDS}.`);
  refuseMachinery(name);
  const wanted = rawSpec === '' || rawSpec === '*' ? '' : `@${rawSpec}`;
  return { from: 'registry', spec: `${name}${wanted}`, name, isOwn: name.startsWith('@rapido/') };
}

async function fromGit({ name, rawSpec, hosted, saveSpec }: Parsed, word: string, cwd: string): Promise<PluginSpec> {
  refuseName({ name, rawSpec }, word);
  if (hosted && /^[^/:]+\/[^/:]+$/.test(word)) {
    const isPath = (await statOf(resolve(cwd, word))) !== undefined;
    throw unusable(word, isPath ? `By its path: ./${word}` : `If it is on GitHub: github:${word}`);
  }
  return { from: 'git', spec: saveSpec ?? word, isOwn: false };
}

/** What comes has the name that it has. */
function refuseName({ name, rawSpec }: Pick<Parsed, 'name' | 'rawSpec'>, word: string): void {
  if (name) throw unusable(word, `Leave out the name: ${rawSpec}`);
}

async function requireFile(path: string, word: string): Promise<void> {
  const found = await statOf(path);
  if (found?.isFile()) return;
  throw found ? unusable(word, 'It is not a file.') : unusable(word, `There is no file ${path}.`);
}

async function notAnArchive(path: string, word: string): Promise<RapidoError> {
  const found = await statOf(path);
  if (found?.isDirectory()) {
    return new RapidoError('USAGE', `${path} is a directory; what is installed is an archive of one.`, {
      hint: `To use it where it is: rapido plugins link '${word.replace(/^file:(\/\/)?/, '')}'`,
    });
  }
  return unusable(word, found ? 'npm pack makes archives that can be installed: .tgz' : `There is no file ${path}.`);
}

function statOf(path: string) {
  return stat(path).catch(() => undefined);
}

function unusable(word: string, hint: string): RapidoError {
  return new RapidoError('USAGE', `No plugin can be installed by "${describeSpec(word)}".`, { hint });
}
