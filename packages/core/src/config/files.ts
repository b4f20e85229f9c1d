import { open } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { isSystemError, RapidoError } from '../errors.js';
import type { Environment } from '../host.js';
import type { Assignment } from './assignment.js';
import { parseConf } from './parse-conf.js';
import { parseData } from './parse-data.js';

/** A configuration file and what stands in it. */
export interface SettingsFile {
  readonly path: string;
  readonly assignments: readonly Assignment[];
}

/** Reads a file that the user named, wherever it lies. Throws CONFIG_FILE or CONFIG_SYNTAX. */
export async function readNamedFile(path: string): Promise<SettingsFile> {
  return parse(path, await readText(path, () => undefined));
}

/**
 * Reads a file that was found, not named: it must belong to the user or to root, and others must not be able to write
 * it. For root, the user who called sudo is trusted as well.
 */
export async function readFoundFile(path: string, variables: Environment['variables']): Promise<SettingsFile> {
  const uid = process.geteuid?.() ?? 0;
  const trusted = [0, uid, ...(uid === 0 && variables['SUDO_UID'] ? [Number(variables['SUDO_UID'])] : [])];
  const name = `name it: --config ${path}`;
  const text = await readText(path, (stats) => {
    if (!trusted.includes(stats.uid)) {
      return { why: `it belongs to user ${stats.uid}, neither to you nor to root`, hint: `If you trust it, ${name}` };
    }
    if ((stats.mode & 0o002) === 0) return undefined;
    return { why: 'everybody may write to it', hint: `Run chmod o-w ${path}, or ${name}` };
  });
  return parse(path, text);
}

/** Whether the settings are one key of the file. */
export function isPackageFile(path: string): boolean {
  return basename(path) === 'package.json';
}

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of its path is no directory',
  EISDIR: 'it is a directory',
  EACCES: 'you may not read it',
  ELOOP: 'its symbolic links go round in circles',
};

/** Whether a file could not be opened for a reason that lies in the file and its path. */
export function isUnreadable(error: unknown): error is NodeJS.ErrnoException {
  return isSystemError(error, ...Object.keys(UNREADABLE));
}

type Distrust = (stats: { uid: number; mode: number }) => { why: string; hint: string } | undefined;

async function readText(path: string, distrust: Distrust): Promise<string> {
  try {
    const file = await open(path);
    try {
      const distrusted = distrust(await file.stat());
      if (distrusted) throw new RapidoError('CONFIG_FILE', `${path} is not used: ${distrusted.why}.`, distrusted);
      return await file.readFile('utf8');
    } finally {
      await file.close();
    }
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    throw new RapidoError('CONFIG_FILE', `Cannot read the configuration ${path}: ${UNREADABLE[error.code ?? '']}.`, {
      hint: 'Name another file with --config FILE or RAPIDO_CONF, or correct its permissions.',
      cause: error,
    });
  }
}

async function parse(path: string, text: string): Promise<SettingsFile> {
  if (!/\.(json|ya?ml)$/.test(extname(path))) return { path, assignments: parseConf(text, path) };
  const assignments = await parseData(text, path, isPackageFile(path) ? 'rapido' : undefined);
  if (assignments) return { path, assignments };
  throw new RapidoError('CONFIG_FILE', `${path} has no key rapido.`, { hint: 'Add it, or name another file.' });
}
