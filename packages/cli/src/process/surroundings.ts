import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Directories, Environment } from '@rapido/core';
import { isSystemError, RapidoError } from '@rapido/core/errors';

export type Variables = Readonly<Record<string, string | undefined>>;

/** What core may know of this process: the one place that reads its working directory, variables and user. */
export function surroundings(): Environment {
  return { cwd: workingDirectory(), variables: { ...process.env }, dirs: directories(process.env) };
}

/** The user's variables, for what is decided before or beside core. */
export function userVariables(): Variables {
  return process.env;
}

/**
 * Where Rapido keeps its own files: `RAPIDO_CACHE_DIR` and its like, else `rapido` below the directories of the XDG
 * Base Directory Specification, which begin at the home directory.
 */
export function directories(variables: Variables): Directories {
  return {
    config: findDirectory(variables, 'config', '.config'),
    cache: cacheDirectory(variables),
    state: findDirectory(variables, 'state', '.local/state'),
    runtime: ownDirectory(variables, 'runtime') ?? runtimeDirectory(variables),
  };
}

/** The `cache` of `directories`. */
export function cacheDirectory(variables: Variables): string {
  return findDirectory(variables, 'cache', '.cache');
}

/** The home directory: `HOME`, else what the user database says; undefined where neither knows one. */
export function homeDirectory(variables: Variables): string | undefined {
  const home = absolute(variables['HOME']);
  if (home !== undefined) return home;
  try {
    return absolute(userInfo().homedir);
  } catch (error) {
    if (isSystemError(error, 'ERR_SYSTEM_ERROR', 'ENOENT')) return undefined; // a user without an entry
    throw error;
  }
}

/**
 * Gives libraries that ask for the home directory themselves the one that counts, or one that does not exist; and a shell,
 * as they would ask the user database, in which not every user is.
 */
export function settleHome(): void {
  process.env['HOME'] = homeDirectory(process.env) ?? '/nonexistent';
  process.env['SHELL'] ??= '/bin/sh';
}

function findDirectory(variables: Variables, kind: 'config' | 'cache' | 'state', belowHome: string): string {
  const xdg = absolute(variables[`XDG_${kind.toUpperCase()}_HOME`]);
  return ownDirectory(variables, kind) ?? join(xdg ?? join(needHome(variables), belowHome), 'rapido');
}

function ownDirectory(variables: Variables, kind: string): string | undefined {
  return absolute(variables[`RAPIDO_${kind.toUpperCase()}_DIR`]);
}

/** The specification has relative paths ignored, and so are empty ones. */
function absolute(path: string | undefined): string | undefined {
  return path !== undefined && isAbsolute(path) ? path : undefined;
}

function needHome(variables: Variables): string {
  const home = homeDirectory(variables);
  if (home !== undefined && home !== '/nonexistent') return home;
  throw new RapidoError('HOST', 'This user has no home directory: HOME is not set, and the user database has none.', {
    hint: 'Set HOME, or XDG_CONFIG_HOME, XDG_CACHE_HOME, XDG_STATE_HOME and XDG_DATA_HOME to directories of your own.',
  });
}

function runtimeDirectory(variables: Variables): string {
  const given = absolute(variables['XDG_RUNTIME_DIR']);
  if (given !== undefined && isOwn(given)) return join(given, 'rapido');
  return temporaryRuntimeDirectory(tmpdir());
}

/** A directory of the user's own below a directory that everybody may write to. */
export function temporaryRuntimeDirectory(parent: string): string {
  const path = join(parent, `rapido-${uid()}`);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (!isSystemError(error, 'EEXIST')) {
      throw new RapidoError('HOST', `Cannot make the directory ${path}: ${(error as Error).message}`, {
        hint: 'Set XDG_RUNTIME_DIR to a directory of your own.',
        cause: error,
      });
    }
  }
  if (isOwn(path) && (lstatSync(path).mode & 0o077) === 0) return path;
  throw new RapidoError('HOST', `${path} is not a directory that only you may use.`, {
    hint: `Remove it, or set XDG_RUNTIME_DIR to a directory of your own.`,
  });
}

/** False for another user's, as after `su` without a login, and for a symbolic link. */
function isOwn(path: string): boolean {
  try {
    const entry = lstatSync(path);
    return entry.isDirectory() && entry.uid === uid();
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return false;
    throw error;
  }
}

function uid(): number {
  return process.geteuid?.() ?? 0;
}

function workingDirectory(): string {
  try {
    return process.cwd();
  } catch (error) {
    if (!isSystemError(error, 'ENOENT')) throw error;
    throw new RapidoError('HOST', 'The working directory no longer exists.', { hint: 'cd to one that does.' });
  }
}
